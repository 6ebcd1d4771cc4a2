/** The lists of the wall: faults, promises that run out, alarms, who is on duty. */
import { PhoneOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { paths } from "../app/paths";
import { runningClocksQuery, ticketsQuery } from "../desk/queries";
import { dutyNowQuery } from "../roster/queries";
import { Countdown } from "../shared/Countdown";
import { Ago } from "../shared/DateTime";
import { LevelTag } from "../shared/Level";
import { TicketStateTag } from "../shared/State";
import { Cause } from "../watch/AlarmTold";
import { alarmsQuery } from "../watch/queries";

/** What fits on a wall; the pages have the rest. */
const FAULTS = 12;
const CLOCKS = 8;
const ALARMS = 10;

interface PartProps {
  name: string;
  title: string;
  /** How many there are in all. */
  count?: number;
  /** What is said when there is none. */
  none?: string;
  children: ReactNode;
}

function Part({ name, title, count, none, children }: PartProps) {
  return (
    <section className={`wall-part wall-${name}`} aria-label={title}>
      <h2>
        {title} {count !== undefined && <span className="faint">{count}</span>}
      </h2>
      {count === 0 ? (
        <p className="wall-none">{none}</p>
      ) : (
        <ul className="plain-list wall-list">{children}</ul>
      )}
    </section>
  );
}

export function Faults() {
  const { t } = useTranslation();
  const { data } = useQuery(ticketsQuery({ state: "open,acknowledged", sort: "level", limit: FAULTS }));
  return (
    <Part name="faults" title={t("wall.faults")} count={data?.total} none={t("wall.no_faults")}>
      {data?.items.map((ticket) => (
        <li key={ticket.id}>
          <LevelTag level={ticket.level} short />
          <span className="wall-what">
            <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
            <span className="faint">
              {ticket.customer.name} · {ticket.owner?.name ?? t("desk.nobody")}
            </span>
          </span>
          <TicketStateTag state={ticket.state} />
        </li>
      ))}
    </Part>
  );
}

export function Promises() {
  const { t } = useTranslation();
  const { data } = useQuery(runningClocksQuery(CLOCKS));
  return (
    <Part name="clocks" title={t("wall.promises")} count={data?.total} none={t("wall.no_promises")}>
      {data?.items.map(({ clock, ticket }) => (
        <li key={`${ticket.id} ${clock.kind}`}>
          <span className="wall-what">
            <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
            <span className="faint">{t(`desk.clock.${clock.kind}`)}</span>
          </span>
          {clock.due_at ? (
            <Countdown dueAt={clock.due_at} targetSeconds={clock.target_seconds} large />
          ) : (
            <span className="faint">—</span>
          )}
        </li>
      ))}
    </Part>
  );
}

export function Alarms() {
  const { t } = useTranslation();
  const { data } = useQuery(alarmsQuery({ open: true, limit: ALARMS }));
  return (
    <Part name="alarms" title={t("wall.alarms")} count={data?.total} none={t("wall.no_alarms")}>
      {data?.items.map((alarm) => (
        <li key={alarm.id}>
          <span className="wall-what">
            <span>
              <Link to={paths.device(alarm.device_id)}>{alarm.device_name}</Link> <Cause alarm={alarm} />
            </span>
            <span className="faint">
              {alarm.site_name}
              {alarm.affected.length > 0 && ` · ${t("watch.behind_count", { count: alarm.affected.length })}`}
            </span>
          </span>
          <span className="faint">
            <Ago at={alarm.opened_at} />
          </span>
        </li>
      ))}
    </Part>
  );
}

export function Duty() {
  const { t } = useTranslation();
  const { data } = useQuery(dutyNowQuery);
  return (
    <Part name="duty" title={t("wall.duty")}>
      {data?.on_duty.length === 0 && (
        <li className="legend-down">
          <WarningOutlined /> {t("wall.nobody")}
        </li>
      )}
      {data?.on_duty.map((person) => (
        <li key={person.id}>
          <strong>{person.name}</strong>
          <span className="faint">
            <PhoneOutlined /> {person.phone ?? "—"}
          </span>
        </li>
      ))}
    </Part>
  );
}
