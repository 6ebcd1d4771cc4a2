/** Everything that is shown, put together: the figure that is asked for first. */
import { useTranslation } from "react-i18next";
import type { Availability } from "../../api/types";
import { spanInWords } from "../../shared/duration";
import { PARTS, rateText, together } from "./figures";
import { TimeBar } from "./TimeBar";

export function Total({ rows, span }: { rows: Availability[]; span: string }) {
  const { t } = useTranslation();
  const all = together(rows);
  return (
    <section className="panel availability-total" aria-label={t("availability.together")}>
      <div className="availability-figure">
        <strong>{rateText(all.rate)}</strong>
        <span>
          {all.observed_seconds > 0
            ? t("availability.up_of_observed", {
                up: spanInWords(all.up_seconds, t),
                observed: spanInWords(all.observed_seconds, t),
              })
            : t("availability.not_observed")}
        </span>
        <span className="faint small">
          {t("availability.devices_count", { count: all.devices })} · {span}
        </span>
      </div>
      <TimeBar of={all} />
      <ul className="plain-list availability-legend">
        {PARTS.map((part) => (
          <li key={part}>
            <i className={`time-${part}`} aria-hidden />
            {t(`availability.part.${part}`)}
            <span className="figure">{spanInWords(all[`${part}_seconds`], t)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
