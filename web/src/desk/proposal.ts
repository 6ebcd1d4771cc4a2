/** A forecast of the level that the service will propose, by the plan's definitions; the server's own proposal is what counts. */
import type { Level, NewTicket } from "../api/types";

type Evidence = Pick<NewTicket, "business_stopped_minutes" | "data_lost" | "paralysis_risk">;

export function proposedLevel(evidence: Evidence): Level {
  // 其他业务中断10分钟以上或导致关键业务数据丢失的故障
  if ((evidence.business_stopped_minutes ?? 0) > 10 || evidence.data_lost) return 1;
  // 具有潜在的系统瘫痪或服务中断的危险
  if ((evidence.business_stopped_minutes ?? 0) > 0 || evidence.paralysis_risk) return 2;
  return 3;
}
