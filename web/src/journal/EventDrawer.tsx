/** One event in full: who, when it happened, when it was recorded, everything it says, and its hash. */
import { useQuery } from "@tanstack/react-query";
import { Descriptions, Drawer, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { JournalEvent } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { DateTime } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { usePhone } from "../shared/usePhone";
import "./journal.css";
import { eventQuery } from "./queries";
import { Doer, Subject } from "./Subject";

export function EventDrawer({ seq, onClose }: { seq: number; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data: event, error, refetch } = useQuery(eventQuery(seq));
  return (
    <Drawer open title={t("journal.event", { seq })} onClose={onClose} size={phone ? "100%" : 560}>
      {event === undefined && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : event === undefined ? (
        <Skeleton active />
      ) : event === null ? (
        <EmptyState title={t("journal.no_such_event")} hint={t("journal.no_such_event_hint")} />
      ) : (
        <Facts event={event} />
      )}
    </Drawer>
  );
}

function Facts({ event }: { event: JournalEvent }) {
  const { t } = useTranslation();
  const rows = [
    ["kind", t("journal.kind"), <code key="v">{event.kind}</code>],
    ["about", t("journal.about"), <Subject key="v" subject={event.subject} />],
    ["actor", t("journal.actor"), <Doer key="v" actor={event.actor} />],
    ["at", t("journal.at"), <DateTime key="v" at={event.at} precision="second" />],
    ["recorded", t("journal.recorded_at"), <DateTime key="v" at={event.recorded_at} precision="second" />],
  ] as const;
  return (
    <>
      <Descriptions
        column={1}
        size="small"
        colon={false}
        styles={{ label: { width: 96, color: "var(--faint)" } }}
        items={rows.map(([key, label, children]) => ({ key, label, children }))}
      />
      <pre className="event-body">{JSON.stringify(event.body, null, 2)}</pre>
      <p className="faint small">{t("journal.hash")}</p>
      <code className="break small">{event.hash}</code>
      {event.ticket_id !== null && (
        <p className="event-foot">
          <Link to={withQuery(paths.journalEvents, { ticket_id: event.ticket_id })}>
            {t("journal.of_this_ticket")}
          </Link>
        </p>
      )}
    </>
  );
}
