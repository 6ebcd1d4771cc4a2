/** The promises that run out first. */
import { FieldTimeOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RunningClock } from "../api/types";
import { paths } from "../app/paths";
import { Countdown } from "../shared/Countdown";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Panel } from "../shared/Panel";
import { Spent } from "../shared/Spent";
import { nearestClocksQuery } from "./queries";

export function ClocksPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(nearestClocksQuery);
  return (
    <Panel
      flush
      className="overview-clocks"
      title={t("overview.clocks")}
      extra={<Link to={paths.clocks}>{t("overview.list")}</Link>}
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active className="panel-body" />
      ) : data.items.length === 0 ? (
        <EmptyState
          icon={<FieldTimeOutlined />}
          title={t("overview.no_clock")}
          hint={t("overview.no_clock_hint")}
        />
      ) : (
        <ul className="plain-list">
          {data.items.map((running) => (
            <Row key={`${running.ticket.id}-${running.clock.kind}`} running={running} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ running: { ticket, clock } }: { running: RunningClock }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to={paths.ticket(ticket.id)} className="over-row over-clock">
        <span className="over-main">
          <span className="over-clock-what">
            <LevelTag level={ticket.level} short /> {t(`desk.clock.${clock.kind}`)}
          </span>
          <span className="over-facts over-clip">{ticket.title}</span>
        </span>
        {clock.due_at ? (
          <Countdown large dueAt={clock.due_at} targetSeconds={clock.target_seconds} />
        ) : (
          <span className="faint">{t("desk.clock_state.paused")}</span>
        )}
        {clock.due_at && (
          <Spent
            dueAt={clock.due_at}
            targetSeconds={clock.target_seconds}
            elapsedSeconds={clock.calendar.id === 0 ? undefined : clock.elapsed_seconds}
          />
        )}
      </Link>
    </li>
  );
}
