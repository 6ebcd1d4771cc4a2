/** How often a check is asked: every n-th period, whose length the device's own checks tell. */
import type { Check, CustomCheck } from "../../api/types";

export const MOST_PERIODS = 2880;

/** Seconds of one period; nothing while nothing is asked of the device. */
export function periodOf(
  checks: Pick<Check, "name" | "period_seconds">[],
  entered: Pick<CustomCheck, "name" | "every">[],
): number | null {
  for (const { name, every } of entered) {
    const check = checks.find((known) => known.name === name);
    if (check && every > 0 && check.period_seconds % every === 0) return check.period_seconds / every;
  }
  const periods = checks.map(({ period_seconds }) => period_seconds).filter((seconds) => seconds > 0);
  return periods.length > 0 ? Math.min(...periods) : null;
}
