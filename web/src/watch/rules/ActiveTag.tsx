/** Whether a rule or a template is in use at present. */
import { useTranslation } from "react-i18next";

export function ActiveTag({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={`state state-${active ? "good" : "quiet"}`}>
      {t(active ? "rules.in_use" : "rules.set_aside")}
    </span>
  );
}
