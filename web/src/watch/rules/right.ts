/** Who may enter rules, and so alarms. The server decides again. */
import type { Role } from "../../api/types";
import { useSession } from "../../session/session";

const MAY_RULE: readonly Role[] = ["administrator", "dispatcher", "manager"];

export const useMayRule = (): boolean => MAY_RULE.includes(useSession().person.role);
