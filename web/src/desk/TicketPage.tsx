/** One ticket: its promises counting down, its story, and what can be done now. */
import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { paths } from "../app/paths";
import { Ago, DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { TicketStateTag } from "../shared/State";
import { Clocks } from "./Clocks";
import "./desk.css";
import { CorrectionsPanel, PausesPanel } from "./PausesPanel";
import { ticketQuery } from "./queries";
import { TicketActions } from "./TicketActions";
import {
  CallsPanel,
  ConfirmationPanel,
  DevicesPanel,
  FactsPanel,
  LevelsPanel,
  VisitsPanel,
} from "./TicketFacts";
import { TimelinePanel } from "./Timeline";

export function Component() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { data: ticket, error, refetch } = useQuery(ticketQuery(id));
  const back = { to: paths.tickets, label: t("desk.list_title") };
  if (!ticket)
    return (
      <Page title={t("desk.ticket")} back={back}>
        {error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton active />}
      </Page>
    );
  return (
    <Page
      back={back}
      title={`${ticket.number} ${ticket.title}`}
      heading={
        <>
          <LevelTag level={ticket.level} /> {ticket.title}
        </>
      }
      subtitle={
        <span className="ticket-sub">
          <TicketStateTag state={ticket.state} />
          {ticket.paused && <span>{t("desk.clock_state.paused")}</span>}
          {ticket.guard && <span className="legend-unreachable">{ticket.guard.name}</span>}
          {ticket.third_party && <span>{t("desk.waits_for", { party: ticket.third_party })}</span>}
          {ticket.restore_claimed && <span className="legend-unreachable">{t("desk.restore_claimed")}</span>}
          <span className="mono">{ticket.number}</span>
          <span>
            {t(`desk.kind.${ticket.kind}`)} · {t(`desk.source.${ticket.source}`)}
          </span>
          <span>
            <DateTime at={ticket.opened_at} /> · <Ago at={ticket.opened_at} />
          </span>
        </span>
      }
      extra={<TicketActions ticket={ticket} />}
    >
      <Clocks ticketId={ticket.id} clocks={ticket.clocks} />
      <div className="ticket-columns">
        <TimelinePanel ticket={ticket} />
        <div className="ticket-side">
          <ConfirmationPanel ticket={ticket} />
          <PausesPanel ticket={ticket} />
          <CorrectionsPanel ticket={ticket} />
          <FactsPanel ticket={ticket} />
          <DevicesPanel ticket={ticket} />
          <VisitsPanel ticket={ticket} />
          <CallsPanel ticket={ticket} />
          <LevelsPanel ticket={ticket} />
        </div>
      </div>
    </Page>
  );
}
