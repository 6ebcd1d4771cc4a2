/** Who decides what is asked of a device. The server decides again. */
import { useTranslation } from "react-i18next";
import type { Role } from "../../api/types";
import { useSession } from "../../session/session";

const MAY_ENTER: readonly Role[] = ["administrator", "dispatcher", "manager", "engineer"];

/** Why the signed-in person may not enter checks; nothing when they may. */
export function useWhyNotEnter(): string | null {
  const { t } = useTranslation();
  const { role } = useSession().person;
  return MAY_ENTER.includes(role) ? null : t("shared.right_missing", { role: t(`roster.role.${role}`) });
}
