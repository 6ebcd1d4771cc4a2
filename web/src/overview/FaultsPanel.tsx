/** What is wrong now, the worst first. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Ticket } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { placeBeside } from "../desk/place";
import { Ago } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Panel } from "../shared/Panel";
import { TicketStateTag } from "../shared/State";
import { openFaultsQuery, restoredQuery, SHOWN, WAITING } from "./queries";

export function FaultsPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(openFaultsQuery);
  const restored = useQuery(restoredQuery).data?.total ?? 0;
  const more = (data?.total ?? 0) - SHOWN;
  return (
    <Panel
      flush
      className="overview-faults"
      title={t("overview.wrong_now")}
      extra={
        <Link to={paths.tickets}>
          {more > 0 ? t("overview.and_more", { count: more }) : t("overview.list")}
        </Link>
      }
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active className="panel-body" />
      ) : data.items.length === 0 ? (
        <EmptyState
          icon={<CheckCircleOutlined />}
          title={t("overview.nothing_wrong")}
          hint={t("overview.nothing_wrong_hint")}
        />
      ) : (
        <ul className="plain-list">
          {data.items.map((ticket) => (
            <Row key={ticket.id} ticket={ticket} />
          ))}
        </ul>
      )}
      {restored > 0 && (
        <Link to={withQuery(paths.tickets, { state: WAITING })} className="over-row over-waiting">
          {t("overview.restored", { count: restored })}
        </Link>
      )}
    </Panel>
  );
}

function Row({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to={paths.ticket(ticket.id)} className={`over-row over-level-${ticket.level}`}>
        <LevelTag level={ticket.level} short />
        <span className="over-main">
          <span className="over-title">{ticket.title}</span>
          <span className="over-facts">
            {placeBeside(ticket) && <span className="over-clip">{placeBeside(ticket)}</span>}
            <span>{ticket.owner?.name ?? t("desk.nobody")}</span>
            <Ago at={ticket.opened_at} />
          </span>
        </span>
        <TicketStateTag state={ticket.state} />
      </Link>
    </li>
  );
}
