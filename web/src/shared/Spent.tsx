/** A thin line that fills as a promised span is used up. */
import { urgency } from "./Countdown";
import { useServerNow } from "./ticker";

interface SpentProps {
  dueAt: string;
  targetSeconds: number | null;
  /** What had counted when the server answered: where nights and holidays do not count, only the server knows. */
  elapsedSeconds?: number;
}

export function Spent({ dueAt, targetSeconds, elapsedSeconds }: SpentProps) {
  const remaining = (Date.parse(dueAt) - useServerNow()) / 1000;
  const spent = elapsedSeconds ?? (targetSeconds ?? 0) - remaining;
  const part = targetSeconds && targetSeconds > 0 ? Math.min(1, Math.max(0, spent / targetSeconds)) : 1;
  return (
    <span className={`spent spent-${urgency(remaining, targetSeconds)}`} aria-hidden>
      <span style={{ width: `${(part * 100).toFixed(1)}%` }} />
    </span>
  );
}
