// In place of a due time that is not known.
import { useTranslation } from "react-i18next";
import { DateTime } from "../shared/DateTime";

/** When it would be due by the holidays that are known, where those of a year are missing. */
export function DueUnknown({ expectedAt }: { expectedAt?: string | null }) {
  const { t } = useTranslation();
  if (!expectedAt) return <>{t("desk.due_unknown")}</>;
  return (
    <>
      {t("desk.expected")} <DateTime at={expectedAt} />
    </>
  );
}
