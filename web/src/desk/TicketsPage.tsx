/** Faults and other tickets, the open ones first asked for. */
import { FormOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FilterOf } from "../api/types";
import { LEVELS, TICKET_KINDS, TICKET_STATES, type Ticket } from "../api/types";
import { paths } from "../app/paths";
import { Countdown } from "../shared/Countdown";
import { Ago, DateTime } from "../shared/DateTime";
import { LevelTag, useLevelWords } from "../shared/Level";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { TicketStateTag } from "../shared/State";
import { useListState } from "../shared/useListState";
import { placeBeside } from "./place";
import { ticketsQuery } from "./queries";

const FILTERS = [
  "open",
  "mine",
  "state",
  "level",
  "kind",
  "customer_id",
  "site_id",
  "device_id",
  "owner_id",
] as const satisfies FilterOf<"/api/v1/tickets">[];
const DEFAULTS = { open: "true" };

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "-opened_at", DEFAULTS);
  const result = useQuery(ticketsQuery(state.query));
  const register = (
    <Link to={paths.newTicket}>
      <Button type="primary" icon={<PlusOutlined />}>
        {t("desk.new")}
      </Button>
    </Link>
  );
  return (
    <ListPage<Ticket>
      title={t("desk.list_title")}
      extra={register}
      state={state}
      result={result}
      searchHint={t("desk.search_hint")}
      filters={<Filters state={state} />}
      columns={useColumns()}
      card={(ticket) => <TicketCard ticket={ticket} />}
      rowPath={(ticket) => paths.ticket(ticket.id)}
      rowClassName={(ticket) => `row-level-${ticket.level}`}
      empty={{
        icon: <FormOutlined />,
        title: t("desk.empty_title"),
        hint: t("desk.empty_hint"),
        action: register,
      }}
    />
  );
}

type Filter = (typeof FILTERS)[number];

function Filters({ state }: { state: ReturnType<typeof useListState<Filter>> }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const choice = state.filters.mine === "true" ? "mine" : state.filters.open === "true" ? "open" : "all";
  return (
    <>
      <Segmented
        aria-label={t("desk.which")}
        value={choice}
        options={(["open", "mine", "all"] as const).map((value) => ({
          value,
          label: t(`desk.which_${value}`),
        }))}
        onChange={(value) =>
          state.change({
            open: value === "all" ? "" : "true",
            mine: value === "mine" ? "true" : null,
            state: null,
          })
        }
      />
      <Select
        allowClear
        className="list-filter"
        aria-label={t("desk.level_title")}
        placeholder={t("desk.level_title")}
        value={state.filters.level || undefined}
        options={LEVELS.map((level) => ({ value: String(level), label: words.name(level) }))}
        onChange={(level) => state.change({ level })}
      />
      <Select
        allowClear
        className="list-filter"
        aria-label={t("desk.state_title")}
        placeholder={t("desk.state_title")}
        mode="multiple"
        maxTagCount={1}
        value={state.filters.state ? state.filters.state.split(",") : []}
        options={TICKET_STATES.map((value) => ({ value, label: t(`desk.state.${value}`) }))}
        onChange={(values) =>
          state.change({
            state: values.join(","),
            open: values.some((value) => value === "closed" || value === "cancelled") ? "" : "true",
          })
        }
      />
      <Select
        allowClear
        className="list-filter"
        aria-label={t("desk.kind_title")}
        placeholder={t("desk.kind_title")}
        value={state.filters.kind || undefined}
        options={TICKET_KINDS.map((value) => ({ value, label: t(`desk.kind.${value}`) }))}
        onChange={(kind) => state.change({ kind })}
      />
    </>
  );
}

/** The next promise to be kept: which one, and the time left. */
export function NextClock({ ticket }: { ticket: Pick<Ticket, "next_clock"> }) {
  const { t } = useTranslation();
  const next = ticket.next_clock;
  if (!next) return <span className="faint">—</span>;
  return (
    <span className="nowrap">
      <span className="faint">{t(`desk.clock.${next.kind}`)} </span>
      {next.due_at ? <Countdown dueAt={next.due_at} /> : t("desk.clock_state.paused")}
    </span>
  );
}

function useColumns(): ListColumn<Ticket>[] {
  const { t } = useTranslation();
  return [
    {
      key: "level",
      title: t("desk.level_title"),
      sortBy: "level",
      render: (_, ticket) => <LevelTag level={ticket.level} />,
    },
    {
      key: "title",
      title: t("desk.title"),
      render: (_, ticket) => (
        <div className="cell-title">
          <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
          <div className="faint small">
            <span className="mono">{ticket.number}</span> · {t(`desk.kind.${ticket.kind}`)} ·{" "}
            {t(`desk.source.${ticket.source}`)}
          </div>
        </div>
      ),
    },
    {
      key: "place",
      title: t("desk.place"),
      render: (_, ticket) => (
        <div className="cell-place">
          {ticket.site?.name ?? "—"}
          <div className="faint small">{ticket.customer.name}</div>
        </div>
      ),
    },
    {
      key: "state",
      title: t("desk.state_title"),
      render: (_, ticket) => <TicketStateTag state={ticket.state} />,
    },
    {
      key: "due",
      title: t("desk.next_clock"),
      sortBy: "due_at",
      render: (_, ticket) => <NextClock ticket={ticket} />,
    },
    {
      key: "owner",
      title: t("desk.owner"),
      render: (_, ticket) => ticket.owner?.name ?? <span className="faint">{t("desk.nobody")}</span>,
    },
    {
      key: "opened",
      title: t("desk.opened_at"),
      sortBy: "opened_at",
      render: (_, ticket) => <DateTime at={ticket.opened_at} />,
    },
  ];
}

export function TicketCard({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="card-top">
        <LevelTag level={ticket.level} short />
        <TicketStateTag state={ticket.state} />
        <span className="card-right">
          <NextClock ticket={ticket} />
        </span>
      </div>
      <div className="card-title">{ticket.title}</div>
      <div className="card-facts">
        {placeBeside(ticket) && <span>{placeBeside(ticket)}</span>}
        <span>{ticket.owner?.name ?? t("desk.nobody")}</span>
        <Ago at={ticket.opened_at} />
      </div>
    </>
  );
}
