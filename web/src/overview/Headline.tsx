/** The state of things in one sentence, and the fleet in one bar. */

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import type { FleetCounts } from "../api/types";
import { Countdown } from "../shared/Countdown";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useLevelWords } from "../shared/Level";
import { fleetQuery } from "../watch/queries";
import { nearestClocksQuery, openFaultsQuery, openLevelOneQuery } from "./queries";

export function Headline() {
  const faults = useQuery(openFaultsQuery);
  const fleet = useQuery(fleetQuery);
  return (
    <header className="headline">
      <div className="headline-words">
        {faults.data ? (
          <Sentence open={faults.data.total} />
        ) : faults.error ? (
          <ErrorPanel error={faults.error} retry={() => void faults.refetch()} />
        ) : (
          <Skeleton active title={{ width: 360 }} paragraph={{ rows: 1, width: 240 }} />
        )}
      </div>
      {fleet.data && <FleetTotals totals={fleet.data.totals} />}
    </header>
  );
}

function Sentence({ open }: { open: number }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const worst = useQuery(openLevelOneQuery).data?.total ?? 0;
  const nearest = useQuery(nearestClocksQuery).data?.items[0];
  if (open === 0)
    return (
      <>
        <h1>{t("overview.all_well")}</h1>
        <p>{t("overview.all_well_hint")}</p>
      </>
    );
  return (
    <>
      <h1>
        {t("overview.open_faults", { count: open })}
        {worst > 0 && (
          <span className="headline-worst">
            {t("overview.of_level", { count: worst, level: words.name(1) })}
          </span>
        )}
      </h1>
      {nearest?.clock.due_at ? (
        <p>
          {t("overview.nearest", {
            clock: t(`desk.clock.${nearest.clock.kind}`),
            ticket: nearest.ticket.title,
          })}{" "}
          <Countdown dueAt={nearest.clock.due_at} targetSeconds={nearest.clock.target_seconds} />
        </p>
      ) : (
        <p>{t("overview.no_clock")}</p>
      )}
    </>
  );
}

const ORDER = ["up", "down", "unreachable", "unknown"] as const;

function FleetTotals({ totals }: { totals: FleetCounts }) {
  const { t } = useTranslation();
  return (
    <div className="fleet-totals">
      <FleetBar counts={totals} />
      <ul className="plain-list fleet-legend">
        {ORDER.map((state) => (
          <li key={state} className={`legend-${state}`}>
            <strong>{totals[state]}</strong> {t(`watch.state.${state}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many devices are up, down, unreachable and unknown, as parts of one bar; the numbers beside it say the same. */
export function FleetBar({ counts }: { counts: FleetCounts }) {
  return (
    <div className="fleet-bar" aria-hidden>
      {ORDER.map((state) =>
        counts[state] > 0 ? (
          <span key={state} className={`bar-${state}`} style={{ flexGrow: counts[state] }} />
        ) : null,
      )}
    </div>
  );
}
