/** Who may plan work, and so silence alarms. The server decides again. */
import { useTranslation } from "react-i18next";
import type { Role } from "../../api/types";
import { useSession } from "../../session/session";

const MAY_PLAN: readonly Role[] = ["administrator", "dispatcher", "manager"];

/** Why the signed-in person may not plan work; nothing when they may. */
export function useWhyNotPlan(): string | null {
  const { t } = useTranslation();
  const { role } = useSession().person;
  return MAY_PLAN.includes(role) ? null : t("shared.right_missing", { role: t(`roster.role.${role}`) });
}
