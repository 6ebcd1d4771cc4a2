/** The checks that a device's templates want and cannot have, each with what the archive does not know for it. */
import { useTranslation } from "react-i18next";
import type { Covered } from "./gaps";

export function NotMade({ checks }: { checks: Covered["not_made"] }) {
  const { t } = useTranslation();
  if (checks.length === 0) return null;
  return (
    <ul className="plain-list faint small">
      {checks.map(({ name, lacks }) => (
        <li key={name}>{t("coverage.not_made", { name, lacks: t(`coverage.access.${lacks}`) })}</li>
      ))}
    </ul>
  );
}
