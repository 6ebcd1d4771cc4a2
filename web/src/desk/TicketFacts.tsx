/** What is known about a ticket beside its story: whose it is, what it touches, who was called, how its level was decided. */
import { useQuery } from "@tanstack/react-query";
import { Descriptions } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { TicketDetail } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { visitsQuery } from "../field/queries";
import { Countdown } from "../shared/Countdown";
import { DateTime } from "../shared/DateTime";
import { LevelTag, useLevelWords } from "../shared/Level";
import { Panel } from "../shared/Panel";
import { DeviceStateTag, VisitStateTag } from "../shared/State";
import { statesOfQuery } from "../watch/queries";

export function FactsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const rows: [string, ReactNode][] = [
    [t("desk.owner"), ticket.owner?.name ?? <span className="faint">{t("desk.nobody")}</span>],
    [
      t("desk.customer"),
      <Link key="c" to={paths.customer(ticket.customer.id)}>
        {ticket.customer.name}
      </Link>,
    ],
  ];
  if (ticket.site)
    rows.push([
      t("desk.site"),
      <Link key="s" to={withQuery(paths.devices, { site_id: ticket.site.id })}>
        {ticket.site.name}
      </Link>,
    ]);
  if (ticket.device)
    rows.push([
      t("desk.device"),
      <Link key="d" to={paths.device(ticket.device.id)}>
        {ticket.device.name}
      </Link>,
    ]);
  if (ticket.contract)
    rows.push([
      t("desk.contract"),
      t("desk.contract_version", { name: ticket.contract.name, version: ticket.contract.version }),
    ]);
  rows.push([
    t("desk.proposed"),
    t("desk.proposed_because", {
      level: words.name(ticket.proposed_level),
      reason: ticket.proposed_reason,
    }),
  ]);
  return (
    <Panel title={t("desk.facts")}>
      {ticket.description && <p className="ticket-words">{ticket.description}</p>}
      <Descriptions
        column={1}
        size="small"
        colon={false}
        styles={{ label: { width: 84, color: "var(--faint)" } }}
        items={rows.map(([label, children]) => ({ key: label, label, children }))}
      />
    </Panel>
  );
}

export function DevicesPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const states = useQuery(statesOfQuery(ticket.devices.slice(0, 100).map((device) => device.id)));
  if (ticket.devices.length === 0) return null;
  return (
    <Panel title={t("desk.affected", { count: ticket.devices.length })} flush>
      <ul className="plain-list rows">
        {ticket.devices.map((device) => {
          const now = states.data?.get(device.id)?.state ?? device.state_when_opened;
          return (
            <li key={device.id}>
              <Link to={paths.device(device.id)}>{device.name}</Link>
              <span>
                {now !== device.state_when_opened && (
                  <span className="faint small">{t(`watch.state.${device.state_when_opened}`)} → </span>
                )}
                <DeviceStateTag state={now} />
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

export function CallsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  if (ticket.calls.length === 0 && !ticket.next_call_at) return null;
  return (
    <Panel title={t("desk.calls")} flush>
      <ul className="plain-list rows">
        {ticket.calls.map((call) => (
          <li key={`${call.step}-${call.person.id}-${call.at}`}>
            <span>
              <span className="call-step">{call.step}</span> {call.person.name}
              <span
                className={call.state === "acknowledged" ? "legend-up small" : "faint small"}
                title={call.because}
              >
                {" "}
                {t(`desk.call.${call.state}`)}
              </span>
            </span>
            <span className="faint small">
              <DateTime at={call.at} />
            </span>
          </li>
        ))}
        {ticket.next_call_at && (
          <li>
            <span className="faint">{t("desk.next_call")}</span>
            <Countdown dueAt={ticket.next_call_at} />
          </li>
        )}
      </ul>
    </Panel>
  );
}

export function LevelsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("desk.level_history")} flush>
      <ul className="plain-list rows">
        {ticket.levels.map((change) => (
          <li key={change.at} className="rows-block">
            <span>
              {change.from && (
                <>
                  <LevelTag level={change.from} short /> →{" "}
                </>
              )}
              <LevelTag level={change.to} short />
            </span>
            <span className="break">{change.reason}</span>
            {change.clocks.map((clock) => (
              <span key={clock.clock} className="small faint">
                {t(`desk.clock.${clock.clock}`)}: {t(`archive.on_change.${clock.policy}`)}
                {clock.due_if_it_goes_on && (
                  <>
                    {" · "}
                    {t("desk.if_it_goes_on")} <DateTime at={clock.due_if_it_goes_on} />
                  </>
                )}
                {clock.due_if_it_restarts && clock.due_if_it_restarts !== clock.due_if_it_goes_on && (
                  <>
                    {" · "}
                    {t("desk.if_it_restarts")} <DateTime at={clock.due_if_it_restarts} />
                  </>
                )}
              </span>
            ))}
            <span className="faint small">
              <DateTime at={change.at} /> · {change.by}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function VisitsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const { data } = useQuery(visitsQuery({ ticket_id: ticket.id }));
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={t("desk.visits")} flush>
      <ul className="plain-list rows">
        {data.items.map((visit) => (
          <li key={visit.id}>
            <Link to={paths.visit(visit.id)}>{visit.engineer.name}</Link>
            <VisitStateTag state={visit.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function ConfirmationPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const { confirmation } = ticket;
  if (!confirmation) return null;
  return (
    <Panel title={t("desk.confirmation")}>
      <p>
        <strong>{confirmation.signed_by}</strong>{" "}
        {confirmation.satisfied ? t("desk.satisfied_yes") : t("desk.satisfied_no")}
      </p>
      {confirmation.comment && <p className="break">{confirmation.comment}</p>}
      <p className="faint small">
        <DateTime at={confirmation.at} />
      </p>
    </Panel>
  );
}
