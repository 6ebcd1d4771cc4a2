/** Every event of the journal, the newest first; one of them in full when its address is opened. */
import { AuditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { paths } from "../app/paths";
import { DateTime } from "../shared/DateTime";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { EventDrawer } from "./EventDrawer";
import { NOUNS } from "./nouns";
import { type EventRow, eventsQuery } from "./queries";
import { Doer, Subject } from "./Subject";

const FILTERS = ["subject", "kind", "ticket_id"] as const;

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "-seq");
  const result = useQuery(eventsQuery(state.query));
  const [params, setParams] = useSearchParams();
  const shown = Number(params.get("event")) || null;
  const opened = (event: EventRow) => {
    const next = new URLSearchParams(params);
    next.set("event", String(event.seq));
    return `${paths.journalEvents}?${next}`;
  };
  const close = () =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      next.delete("event");
      return next;
    });
  return (
    <>
      <ListPage<EventRow>
        title={t("journal.events")}
        subtitle={<Link to={paths.journal}>{t("journal.to_proof")}</Link>}
        state={state}
        result={result}
        filters={<Filters state={state} />}
        columns={useColumns(opened)}
        card={(event) => <EventCard event={event} />}
        rowPath={opened}
        empty={{ icon: <AuditOutlined />, title: t("journal.no_events"), hint: t("journal.no_events_hint") }}
      />
      {shown !== null && <EventDrawer seq={shown} onClose={close} />}
    </>
  );
}

function Filters({ state }: { state: ReturnType<typeof useListState<(typeof FILTERS)[number]>> }) {
  const { t } = useTranslation();
  const { subject, kind, ticket_id } = state.filters;
  return (
    <>
      <Select
        allowClear
        className="list-filter"
        aria-label={t("journal.about")}
        placeholder={t("journal.about")}
        value={subject || undefined}
        // A link may narrow to one thing, `device:7`, which is none of the choices.
        options={[
          ...(subject.includes(":") ? [{ value: subject, label: subject }] : []),
          ...NOUNS.map((value) => ({ value, label: t(`journal.noun.${value}`) })),
        ]}
        onChange={(value) => state.change({ subject: value })}
      />
      {kind && (
        <Select
          allowClear
          aria-label={t("journal.kind")}
          className="list-filter"
          value={kind}
          options={[{ value: kind, label: kind }]}
          onChange={(value) => state.change({ kind: value })}
        />
      )}
      {ticket_id && (
        <Select
          allowClear
          aria-label={t("journal.noun.ticket")}
          className="list-filter"
          value={ticket_id}
          options={[{ value: ticket_id, label: `${t("journal.noun.ticket")} ${ticket_id}` }]}
          onChange={(value) => state.change({ ticket_id: value })}
        />
      )}
    </>
  );
}

function useColumns(opened: (event: EventRow) => string): ListColumn<EventRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "seq",
      title: t("journal.place"),
      sortBy: "seq",
      render: (_, event) => (
        <Link to={opened(event)} className="mono">
          {event.seq}
        </Link>
      ),
    },
    {
      key: "at",
      title: t("journal.at"),
      render: (_, event) => <DateTime at={event.at} precision="second" />,
    },
    { key: "kind", title: t("journal.kind"), render: (_, event) => <code>{event.kind}</code> },
    { key: "subject", title: t("journal.about"), render: (_, event) => <Subject subject={event.subject} /> },
    { key: "actor", title: t("journal.actor"), render: (_, event) => <Doer actor={event.actor} /> },
    {
      key: "hash",
      title: t("journal.hash"),
      render: (_, event) => (
        <code className="faint small" title={event.hash}>
          {event.hash.slice(0, 12)}
        </code>
      ),
    },
  ];
}

function EventCard({ event }: { event: EventRow }) {
  return (
    <>
      <div className="card-top">
        <code>{event.kind}</code>
        <span className="card-right faint small mono">#{event.seq}</span>
      </div>
      <div className="card-facts">
        <Doer actor={event.actor} />
        <DateTime at={event.at} precision="second" />
      </div>
    </>
  );
}
