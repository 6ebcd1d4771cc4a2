/** A forecast of the level that the service will propose, by the present definitions; the server's own proposal is what counts. */
import type { Level, NewTicket } from "../api/types";

/** What may be said at once, each answered with yes or no. */
export const SIGNS = ["data_lost", "data_at_risk", "paralysis_risk", "redundancy_lost"] as const;

type Evidence = Pick<NewTicket, "business_stopped_minutes" | (typeof SIGNS)[number]>;

/** `most`: from how many minutes on an interruption makes level 1. */
export function proposedLevel(evidence: Evidence, most: number): Level {
  const stopped = evidence.business_stopped_minutes ?? 0;
  // 其他业务中断10分钟以上或导致关键业务数据丢失的故障
  if (stopped >= most || evidence.data_lost) return 1;
  // 具有潜在的系统瘫痪或服务中断的危险
  if (stopped > 0 || evidence.data_at_risk || evidence.paralysis_risk || evidence.redundancy_lost) return 2;
  return 3;
}
