/** The promises of a ticket: running ones count down live, kept ones say how fast, broken ones by how much; each explains itself. */
import {
  CheckCircleFilled,
  CloseCircleFilled,
  PauseCircleFilled,
  QuestionCircleOutlined,
} from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Clock, TicketClock } from "../api/types";
import { Countdown } from "../shared/Countdown";
import { instantText } from "../shared/DateTime";
import { spanInWords } from "../shared/duration";
import { Spent } from "../shared/Spent";
import { targetInWords } from "../shared/target";
import { ClockDrawer } from "./ClockDrawer";
import { DueUnknown } from "./DueUnknown";

/** Nights and holidays do not count by this clock, so the span until it is due is longer than what is left. */
export function countsServiceOnly(clock: Pick<Clock, "wall" | "calendar">): boolean {
  return !clock.wall && clock.calendar.id !== 0;
}

interface ClocksProps {
  ticketId: number;
  clocks: TicketClock[];
}

export function Clocks({ ticketId, clocks }: ClocksProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<TicketClock["kind"] | null>(null);
  return (
    <>
      <ul className="plain-list clocks" aria-label={t("desk.clocks_title")}>
        {clocks.map((clock) => (
          <li key={clock.kind} className={`panel clock clock-${clock.state}`}>
            <ClockFace clock={clock} />
            <Button
              type="text"
              size="small"
              className="clock-why"
              icon={<QuestionCircleOutlined />}
              aria-label={t("desk.explain_clock", { clock: t(`desk.clock.${clock.kind}`) })}
              onClick={() => setAsked(clock.kind)}
            />
          </li>
        ))}
      </ul>
      {asked && <ClockDrawer ticketId={ticketId} kind={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function ClockFace({ clock }: { clock: TicketClock }) {
  const { t, i18n } = useTranslation();
  const { state, kind, due_at } = clock;
  const taken = spanInWords(clock.elapsed_seconds, t);
  return (
    <>
      <div className="clock-head">
        <strong>
          {t(`desk.clock.${kind}`)}
          {clock.cycle > 1 && <span className="faint"> {clock.cycle}</span>}
        </strong>
        <Tooltip title={due_at ? t("desk.due_at", { at: instantText(due_at, i18n.language) }) : undefined}>
          <span className="faint">{t("desk.promised", { span: targetInWords(clock.target, t) })}</span>
        </Tooltip>
      </div>
      <ClockResult clock={clock} taken={taken} />
      {clock.party && <span className="faint small">{t("desk.waits_for", { party: clock.party })}</span>}
      {countsServiceOnly(clock) && clock.remaining_seconds !== null && state === "running" && (
        <span className="faint small">
          {t("desk.left_by_calendar", {
            span: spanInWords(clock.remaining_seconds, t),
            name: clock.calendar.name,
          })}
        </span>
      )}
      {clock.unknown && state !== "paused" && <span className="faint small">{clock.unknown}</span>}
      {clock.paused_seconds > 0 && state !== "paused" && (
        <span className="faint small">
          {t("desk.paused_for", { span: spanInWords(clock.paused_seconds, t) })}
        </span>
      )}
      {clock.unproven_seconds > 0 && (
        <span className="small legend-unreachable">
          {t("desk.unproven_for", { span: spanInWords(clock.unproven_seconds, t) })}
        </span>
      )}
    </>
  );
}

function ClockResult({ clock, taken }: { clock: TicketClock; taken: string }) {
  const { t } = useTranslation();
  const { state, due_at } = clock;
  if ((state === "running" || state === "breached") && due_at)
    return (
      <>
        <Countdown large dueAt={due_at} targetSeconds={clock.target_seconds} />
        <Spent
          dueAt={due_at}
          targetSeconds={clock.target_seconds}
          elapsedSeconds={countsServiceOnly(clock) ? clock.elapsed_seconds : undefined}
        />
      </>
    );
  if (state === "met")
    return (
      <span className="clock-result legend-up">
        <CheckCircleFilled /> {t("desk.kept_in", { span: taken })}
      </span>
    );
  if (state === "paused")
    return (
      <span className="clock-result faint">
        <PauseCircleFilled /> {t("desk.paused_with", { span: spanInWords(clock.remaining_seconds ?? 0, t) })}
      </span>
    );
  if (state === "running")
    return (
      <span className="clock-result faint">
        <DueUnknown expectedAt={clock.expected_at} />
      </span>
    );
  if (state === "ended") return <span className="clock-result faint">{t("desk.clock_state.ended")}</span>;
  return (
    <span className="clock-result legend-down">
      <CloseCircleFilled />{" "}
      {clock.target_seconds === null
        ? t(`desk.clock_state.${state}`)
        : t("desk.late_by", { span: spanInWords(clock.elapsed_seconds - clock.target_seconds, t) })}
    </span>
  );
}
