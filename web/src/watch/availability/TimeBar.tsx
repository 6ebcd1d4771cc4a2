/** What the time was spent as, side by side: even a minute of a month can be seen. */
import { useTranslation } from "react-i18next";
import { spanInWords } from "../../shared/duration";
import "../watch.css";
import { PARTS, type Seconds } from "./figures";

export function TimeBar({ of }: { of: Seconds }) {
  const { t } = useTranslation();
  const parts = PARTS.map((part) => ({ part, seconds: of[`${part}_seconds`] })).filter(
    ({ seconds }) => seconds >= 0.5,
  );
  const words = parts.map(
    ({ part, seconds }) => `${t(`availability.part.${part}`)} ${spanInWords(seconds, t)}`,
  );
  return (
    <span
      className="time-bar"
      role="img"
      aria-label={words.join(t("shared.list_comma"))}
      title={words.join("\n")}
    >
      {parts.map(({ part, seconds }) => (
        <span key={part} className={`time-${part}`} style={{ flexGrow: seconds }} />
      ))}
    </span>
  );
}
