/**
 * The drawn timeline of a calling: time runs to the right, each row is one call. A call that would be skipped is drawn hollow at the time at
 * which it would have been due.
 */
import { useTranslation } from "react-i18next";
import { spanInWords } from "../shared/duration";
import "./calling.css";

export interface Rung {
  key: string;
  /** Seconds after the ticket begins to wait. */
  at: number;
  name: string;
  /** Beside the name: the step, the channels. */
  note: string;
  skipped: boolean;
}

/** Where the scale's marks stand: about five of them, at round times. */
export function marks(end: number): number[] {
  const rough = Math.max(end, 60) / 5;
  const round = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
  const step = round.find((seconds) => seconds >= rough) ?? Math.ceil(rough / 86_400) * 86_400;
  return Array.from({ length: Math.floor(Math.max(end, 60) / step) + 1 }, (_, place) => place * step);
}

export function Ladder({ rungs, label }: { rungs: Rung[]; label: string }) {
  const { t } = useTranslation();
  const end = Math.max(60, ...rungs.map((rung) => rung.at)) * 1.02;
  const left = (seconds: number) => `${(Math.min(seconds, end) / end) * 100}%`;
  return (
    <figure className="ladder" aria-label={label}>
      <div className="ladder-scale" aria-hidden>
        {marks(end).map((seconds) => (
          <span key={seconds} style={{ insetInlineStart: left(seconds) }}>
            {seconds === 0 ? t("calling.at_once") : `+${spanInWords(seconds, t)}`}
          </span>
        ))}
      </div>
      <ol className="ladder-rungs">
        {rungs.map((rung) => (
          <li key={rung.key} className={rung.skipped ? "rung rung-skipped" : "rung"}>
            <div className="rung-who">
              <strong>{rung.name}</strong>
              <span className="faint small">{rung.note}</span>
            </div>
            <div className="rung-line" aria-hidden>
              <span className="rung-wait" style={{ inlineSize: left(rung.at) }} />
              <span className="rung-dot" style={{ insetInlineStart: left(rung.at) }} />
            </div>
            <span className="rung-time">
              {rung.at === 0 ? t("calling.at_once") : `+${spanInWords(rung.at, t)}`}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
