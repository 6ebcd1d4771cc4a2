/** Every running promise by the time to its breach: what is over stands first, what is held by a pause last. */
import { FieldTimeOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { CLOCK_KINDS, type FilterOf, type Page, type RunningClock } from "../api/types";
import { paths } from "../app/paths";
import { CustomerPicker } from "../archive/pickers";
import { Countdown } from "../shared/Countdown";
import { DateTime } from "../shared/DateTime";
import { LevelTag } from "../shared/Level";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { Spent } from "../shared/Spent";
import { targetInWords } from "../shared/target";
import { useListState } from "../shared/useListState";
import { countsServiceOnly } from "./Clocks";
import { DueUnknown } from "./DueUnknown";
import "./desk.css";
import { clocksQuery } from "./queries";

const FILTERS = ["kind", "customer_id", "over"] as const satisfies FilterOf<"/api/v1/clocks">[];

type Row = RunningClock & { id: number };

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "due_at");
  const { q: _, ...asked } = state.query;
  const result = useQuery({
    ...clocksQuery({ ...asked, running: true }),
    select: (page): Page<Row> => ({
      ...page,
      items: page.items.map((item) => ({
        ...item,
        id: item.ticket.id * CLOCK_KINDS.length + CLOCK_KINDS.indexOf(item.clock.kind),
      })),
    }),
  });
  const columns: ListColumn<Row>[] = [
    {
      key: "left",
      title: t("desk.time_left"),
      sortBy: "due_at",
      render: (_, row) => <Left row={row} />,
    },
    {
      key: "clock",
      title: t("desk.promise"),
      render: (_, { clock }) => (
        <div className="cell-title">
          <strong>{t(`desk.clock.${clock.kind}`)}</strong>
          <div className="faint small">
            {targetInWords(clock.target, t)} · {clock.calendar.name}
            {clock.party && ` · ${clock.party}`}
          </div>
        </div>
      ),
    },
    {
      key: "ticket",
      title: t("desk.ticket"),
      render: (_, { ticket }) => (
        <div className="cell-title">
          <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
          <div className="faint small">
            <LevelTag level={ticket.level} short /> <span className="mono">{ticket.number}</span>
          </div>
        </div>
      ),
    },
    {
      key: "customer",
      title: t("desk.customer"),
      render: (_, { ticket }) => <div className="cell-name">{ticket.customer.name}</div>,
    },
    {
      key: "owner",
      title: t("desk.owner"),
      render: (_, { ticket }) => ticket.owner?.name ?? <span className="faint">{t("desk.nobody")}</span>,
    },
    {
      key: "due",
      title: t("desk.due"),
      render: (_, { clock }) =>
        clock.due_at ? <DateTime at={clock.due_at} /> : <DueUnknown expectedAt={clock.expected_at} />,
    },
  ];
  return (
    <ListPage<Row>
      title={t("desk.board")}
      subtitle={t("desk.board_hint")}
      state={state}
      result={result}
      rowPath={({ ticket }) => paths.ticket(ticket.id)}
      filters={
        <>
          <Segmented
            aria-label={t("desk.which_clocks")}
            value={state.filters.over}
            onChange={(over) => state.change({ over: String(over) })}
            options={[
              { value: "", label: t("desk.which_all") },
              { value: "true", label: t("desk.which_over") },
              { value: "false", label: t("desk.which_in_time") },
            ]}
          />
          <Select
            allowClear
            className="list-filter"
            placeholder={t("desk.promise")}
            aria-label={t("desk.promise")}
            value={state.filters.kind || undefined}
            onChange={(kind: string | undefined) => state.change({ kind })}
            options={CLOCK_KINDS.map((value) => ({ value, label: t(`desk.clock.${value}`) }))}
          />
          <CustomerPicker
            allowClear
            className="list-filter"
            value={Number(state.filters.customer_id) || undefined}
            onChange={(id) => state.change({ customer_id: id ? String(id) : null })}
          />
        </>
      }
      columns={columns}
      card={(row) => (
        <>
          <div className="card-title">
            <LevelTag level={row.ticket.level} short /> {t(`desk.clock.${row.clock.kind}`)}
          </div>
          <Left row={row} />
          <div className="card-facts">
            <span>{row.ticket.title}</span>
            <span>{row.ticket.customer.name}</span>
            <span>{row.ticket.owner?.name ?? t("desk.nobody")}</span>
          </div>
        </>
      )}
      empty={{
        icon: <FieldTimeOutlined />,
        title: t("desk.no_clocks"),
        hint: t("desk.no_clocks_hint"),
      }}
    />
  );
}

function Left({ row: { clock } }: { row: Row }) {
  const { t } = useTranslation();
  if (!clock.due_at)
    return (
      <span className="faint">
        {clock.state === "paused" ? (
          t("desk.clock_state.paused")
        ) : (
          <DueUnknown expectedAt={clock.expected_at} />
        )}
      </span>
    );
  return (
    <span className="board-left">
      <Countdown large dueAt={clock.due_at} targetSeconds={clock.target_seconds} />
      <Spent
        dueAt={clock.due_at}
        targetSeconds={clock.target_seconds}
        elapsedSeconds={countsServiceOnly(clock) ? clock.elapsed_seconds : undefined}
      />
    </span>
  );
}
