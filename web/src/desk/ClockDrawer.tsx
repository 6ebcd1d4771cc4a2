/** Why a clock shows what it shows: every stretch of its time, what counted, what did not and why. */
import { useQuery } from "@tanstack/react-query";
import { Drawer, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import type { ClockExplanation, ClockKind } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { spanInWords } from "../shared/duration";
import { ErrorPanel } from "../shared/ErrorPanel";
import { usePhone } from "../shared/usePhone";
import { DueUnknown } from "./DueUnknown";
import { explainedClocksQuery } from "./queries";

interface ClockDrawerProps {
  ticketId: number;
  kind: ClockKind;
  onClose: () => void;
}

export function ClockDrawer({ ticketId, kind, onClose }: ClockDrawerProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data, error, refetch } = useQuery(explainedClocksQuery(ticketId));
  const cycles = data?.items.filter((item) => item.clock.kind === kind).reverse();
  return (
    <Drawer
      open
      title={t("desk.explain_clock", { clock: t(`desk.clock.${kind}`) })}
      onClose={onClose}
      size={phone ? "100%" : 620}
    >
      {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {cycles?.map((explanation) => (
        <Cycle key={explanation.clock.cycle} explanation={explanation} several={cycles.length > 1} />
      ))}
    </Drawer>
  );
}

function Cycle({ explanation, several }: { explanation: ClockExplanation; several: boolean }) {
  const { t } = useTranslation();
  const { clock, clause, lines } = explanation;
  return (
    <section className="clock-cycle">
      {several && <h3>{t("desk.cycle", { number: clock.cycle })}</h3>}
      <p className="faint">{clause}</p>
      <dl className="clock-sum">
        <div>
          <dt>{t("desk.counted")}</dt>
          <dd>{spanInWords(clock.elapsed_seconds, t)}</dd>
        </div>
        {clock.remaining_seconds !== null && (
          <div>
            <dt>{clock.remaining_seconds < 0 ? t("desk.over_by") : t("desk.left")}</dt>
            <dd>{spanInWords(clock.remaining_seconds, t)}</dd>
          </div>
        )}
        {clock.paused_seconds > 0 && (
          <div>
            <dt>{t("desk.paused_total")}</dt>
            <dd>{spanInWords(clock.paused_seconds, t)}</dd>
          </div>
        )}
        <div>
          <dt>{t("desk.due")}</dt>
          <dd>
            {clock.due_at ? <DateTime at={clock.due_at} /> : <DueUnknown expectedAt={clock.expected_at} />}
          </dd>
        </div>
      </dl>
      <ol className="plain-list clock-lines">
        {lines.map((line) => (
          <li
            key={line.from}
            className={`${line.counted_seconds > 0 ? "line-counts" : "line-rests"}${line.to_come ? " line-to-come" : ""}`}
          >
            {line.text}
          </li>
        ))}
      </ol>
    </section>
  );
}
