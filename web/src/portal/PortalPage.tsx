/** The customer's own page: what needs their word, what is being worked on, what is done. */
import { PlusOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Ticket } from "../api/types";
import { paths } from "../app/paths";
import { placeBeside } from "../desk/place";
import { ticketsQuery } from "../desk/queries";
import { Countdown } from "../shared/Countdown";
import { DateTime } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { TicketStateTag } from "../shared/State";
import { fleetQuery } from "../watch/queries";
import "./portal.css";
import { needsWord } from "./progress";
import { StepLine } from "./StepLine";

export function Component() {
  const { t } = useTranslation();
  const open = useQuery(ticketsQuery({ open: true, sort: "-opened_at", limit: 50 }));
  const closed = useQuery(ticketsQuery({ state: "closed", sort: "-opened_at", limit: 10 }));
  const fleet = useQuery(fleetQuery).data;
  const report = (
    <Link to={paths.portalReport}>
      <Button type="primary" size="large" icon={<PlusOutlined />}>
        {t("portal.report")}
      </Button>
    </Link>
  );
  const waiting = open.data?.items.filter(needsWord) ?? [];
  const working = open.data?.items.filter((ticket) => !needsWord(ticket)) ?? [];
  return (
    <Page
      title={t("portal.title")}
      extra={report}
      subtitle={
        fleet && fleet.totals.total > 0
          ? t("portal.fleet", { up: fleet.totals.up, total: fleet.totals.total })
          : undefined
      }
    >
      {open.error && !open.data ? (
        <ErrorPanel error={open.error} retry={() => void open.refetch()} />
      ) : !open.data ? (
        <Skeleton active />
      ) : (
        <>
          <Section title={t("portal.needs_word")} tickets={waiting} asks />
          <Section title={t("portal.in_work")} tickets={working} />
          {open.data.items.length === 0 && (
            <div className="panel">
              <EmptyState
                icon={<SafetyCertificateOutlined />}
                title={t("portal.nothing_open")}
                hint={t("portal.nothing_open_hint")}
                action={report}
              />
            </div>
          )}
        </>
      )}
      {closed.data && closed.data.items.length > 0 && (
        <section className="portal-section" aria-labelledby="closed">
          <h2 id="closed">{t("portal.closed")}</h2>
          <ul className="plain-list panel rows portal-closed">
            {closed.data.items.map((ticket) => (
              <li key={ticket.id}>
                <Link to={paths.portalTicket(ticket.id)}>{ticket.title}</Link>
                <span className="faint small">
                  <DateTime at={ticket.closed_at ?? ticket.opened_at} precision="day" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

function Section({ title, tickets, asks }: { title: string; tickets: Ticket[]; asks?: boolean }) {
  if (tickets.length === 0) return null;
  return (
    <section className="portal-section">
      <h2>{title}</h2>
      <ul className="card-list">
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <PortalCard ticket={ticket} asks={asks} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PortalCard({ ticket, asks }: { ticket: Ticket; asks?: boolean }) {
  const { t } = useTranslation();
  const next = ticket.next_clock;
  return (
    <Link to={paths.portalTicket(ticket.id)} className={`card-row portal-card ${asks ? "portal-asks" : ""}`}>
      <div className="portal-card-head">
        <div>
          <div className="card-top">
            <LevelTag level={ticket.level} />
            <TicketStateTag state={ticket.state} />
          </div>
          <div className="card-title">{ticket.title}</div>
          <div className="card-facts">
            <span className="mono">{ticket.number}</span>
            {placeBeside(ticket) && <span>{placeBeside(ticket)}</span>}
            <span>
              {t("portal.reported_at")} <DateTime at={ticket.opened_at} />
            </span>
          </div>
        </div>
        {asks ? (
          <span className="portal-word">{t("portal.please_confirm")}</span>
        ) : (
          next && (
            <div className="portal-clock">
              <span className="faint small">{t(`portal.promise.${next.kind}`)}</span>
              {next.due_at ? <Countdown large dueAt={next.due_at} /> : t("desk.clock_state.paused")}
            </div>
          )
        )}
      </div>
      <StepLine ticket={ticket} />
    </Link>
  );
}
