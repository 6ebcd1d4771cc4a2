/** Who may write templates, and so what devices are asked. The server decides again. */
import type { Role } from "../../api/types";
import { useSession } from "../../session/session";

const MAY_WRITE: readonly Role[] = ["administrator", "dispatcher", "manager", "engineer"];

export const useMayWriteTemplates = (): boolean => MAY_WRITE.includes(useSession().person.role);
