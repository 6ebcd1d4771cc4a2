/** A thin line that fills as a promised span is used up. */
import { urgency } from "./Countdown";
import { useServerNow } from "./ticker";

export function Spent({ dueAt, targetSeconds }: { dueAt: string; targetSeconds: number }) {
  const remaining = (Date.parse(dueAt) - useServerNow()) / 1000;
  const part = targetSeconds > 0 ? Math.min(1, Math.max(0, 1 - remaining / targetSeconds)) : 1;
  return (
    <span className={`spent spent-${urgency(remaining, targetSeconds)}`} aria-hidden>
      <span style={{ width: `${(part * 100).toFixed(1)}%` }} />
    </span>
  );
}
