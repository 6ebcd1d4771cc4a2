/** The time left to an instant, counting down live by the server's clock; once past, it counts up in red. */
import { useTranslation } from "react-i18next";
import { clockFace, spanInWords } from "./duration";
import { useServerNow } from "./ticker";

interface CountdownProps {
  dueAt: string;
  /** The whole span that was promised; the countdown warns in its last fifth. */
  targetSeconds?: number | null;
  large?: boolean;
}

const NEAR_SECONDS = 15 * 60;

export function urgency(remaining: number, targetSeconds?: number | null): "calm" | "near" | "over" {
  if (remaining < 0) return "over";
  const near = targetSeconds == null ? NEAR_SECONDS : Math.max(60, targetSeconds / 5);
  return remaining <= near ? "near" : "calm";
}

export function Countdown({ dueAt, targetSeconds, large }: CountdownProps) {
  const { t } = useTranslation();
  const remaining = (Date.parse(dueAt) - useServerNow()) / 1000;
  const { days, face } = clockFace(remaining);
  const span = spanInWords(remaining, t);
  const words = remaining < 0 ? t("shared.countdown.over", { span }) : t("shared.countdown.left", { span });
  return (
    <span
      role="timer"
      aria-label={words}
      title={words}
      className={`countdown countdown-${urgency(remaining, targetSeconds)}${large ? " countdown-large" : ""}`}
    >
      {remaining < 0 && "+"}
      {days > 0 && `${t("shared.duration.days", { value: days })} `}
      {face}
    </span>
  );
}
