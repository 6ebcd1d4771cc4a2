/** The engineer's own page, for the phone first: what waits to be acknowledged, where to go, what is mine. */
import { CarOutlined, CoffeeOutlined, PhoneOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asProblem } from "../api/problem";
import type { Ticket, Visit } from "../api/types";
import { paths } from "../app/paths";
import { useAct } from "../desk/act";
import { ticketsQuery } from "../desk/queries";
import { TicketCard } from "../desk/TicketsPage";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { VisitStateTag } from "../shared/State";
import "./field.css";
import { visitsQuery } from "./queries";
import { nextStep } from "./steps";

export function Component() {
  const { t } = useTranslation();
  const waiting = useQuery(ticketsQuery({ open: true, state: "open", sort: "due_at", limit: 20 }));
  const visits = useQuery(visitsQuery({ mine: true, open: true }));
  const mine = useQuery(ticketsQuery({ open: true, mine: true, sort: "due_at", limit: 50 }));
  const error = waiting.error ?? visits.error ?? mine.error;
  if (error && !(waiting.data && visits.data && mine.data))
    return (
      <Page narrow title={t("field.my_jobs")}>
        <ErrorPanel error={error} />
      </Page>
    );
  if (!waiting.data || !visits.data || !mine.data)
    return (
      <Page narrow title={t("field.my_jobs")}>
        <Skeleton active />
      </Page>
    );
  const visited = new Set(visits.data.items.map((visit) => visit.ticket.id));
  const others = mine.data.items.filter((ticket) => !visited.has(ticket.id) && ticket.state !== "open");
  const nothing = waiting.data.items.length === 0 && visits.data.items.length === 0 && others.length === 0;
  return (
    <Page narrow title={t("field.my_jobs")}>
      {nothing && (
        <EmptyState icon={<CoffeeOutlined />} title={t("field.no_jobs")} hint={t("field.no_jobs_hint")} />
      )}
      {waiting.data.items.length > 0 && (
        <section className="jobs" aria-label={t("field.waiting")}>
          <h2>
            <PhoneOutlined aria-hidden /> {t("field.waiting")}
          </h2>
          <ul className="card-list">
            {waiting.data.items.map((ticket) => (
              <Waiting key={ticket.id} ticket={ticket} />
            ))}
          </ul>
        </section>
      )}
      {visits.data.items.length > 0 && (
        <section className="jobs" aria-label={t("field.visits")}>
          <h2>
            <CarOutlined aria-hidden /> {t("field.visits")}
          </h2>
          <ul className="card-list">
            {visits.data.items.map((visit) => (
              <li key={visit.id}>
                <VisitCard visit={visit} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section className="jobs" aria-label={t("field.mine")}>
          <h2>{t("field.mine")}</h2>
          <ul className="card-list">
            {others.map((ticket) => (
              <li key={ticket.id}>
                <Link to={paths.ticket(ticket.id)} className={`card-row row-level-${ticket.level}`}>
                  <TicketCard ticket={ticket} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

function Waiting({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAct(ticket.id);
  const mayNot = useWhyNot("tickets.acknowledge");
  const [sending, setSending] = useState(false);
  const acknowledge = async () => {
    setSending(true);
    try {
      await act("acknowledge", { version: ticket.version });
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      setSending(false);
    }
  };
  return (
    <li className={`card-row row-level-${ticket.level}`}>
      <Link to={paths.ticket(ticket.id)} className="job-link">
        <TicketCard ticket={ticket} />
      </Link>
      <ActionButton
        block
        type="primary"
        size="large"
        className="job-button"
        loading={sending}
        whyNot={mayNot}
        onClick={() => void acknowledge()}
      >
        {t("desk.action.acknowledge")}
      </ActionButton>
    </li>
  );
}

function VisitCard({ visit }: { visit: Visit }) {
  const { t } = useTranslation();
  const next = nextStep(visit);
  return (
    <Link to={paths.visit(visit.id)} className={`card-row row-level-${visit.ticket.level}`}>
      <div className="card-top">
        <LevelTag level={visit.ticket.level} short />
        <VisitStateTag state={visit.state} />
        {visit.planned_at && (
          <span className="card-right faint small">
            {t("field.planned")} <DateTime at={visit.planned_at} />
          </span>
        )}
      </div>
      <div className="card-title">{visit.ticket.title}</div>
      <div className="card-facts">
        <span>{visit.site?.name ?? visit.customer.name}</span>
        {visit.site?.address && <span>{visit.site.address}</span>}
      </div>
      {next && <div className="job-next">{t("field.next", { step: t(`field.button.${next}`) })}</div>}
    </Link>
  );
}
