/** The proof: whether everything is as it was recorded, with which key that can be checked, and what was recorded lately. */
import { useQuery } from "@tanstack/react-query";
import { Descriptions, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { paths } from "../app/paths";
import { Ago, DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import "./journal.css";
import { eventsQuery, journalKeyQuery, sealsQuery } from "./queries";
import { Doer, Subject } from "./Subject";
import { VerifyPanel } from "./VerifyPanel";

const EVENTS_SHOWN = 12;
const SEALS_SHOWN = 6;

export function Component() {
  const { t } = useTranslation();
  return (
    <Page title={t("app.nav.journal")} subtitle={t("journal.intro")}>
      <div className="ticket-columns">
        <div className="ticket-side">
          <VerifyPanel />
          <LastEvents />
        </div>
        <div className="ticket-side">
          <KeyPanel />
          <LastSeals />
        </div>
      </div>
    </Page>
  );
}

function KeyPanel() {
  const { t } = useTranslation();
  const { data: key, error, refetch } = useQuery(journalKeyQuery);
  return (
    <Panel title={t("journal.key")}>
      {!key && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !key ? (
        <Skeleton active paragraph={{ rows: 2 }} title={false} />
      ) : (
        <>
          <Typography.Paragraph copyable={{ text: key.fingerprint }} className="fingerprint">
            {key.fingerprint}
          </Typography.Paragraph>
          <p className="faint small panel-note">{t("journal.key_hint")}</p>
          <Descriptions
            column={1}
            size="small"
            colon={false}
            styles={{ label: { width: 96, color: "var(--faint)" } }}
            items={[
              { key: "algorithm", label: t("journal.algorithm"), children: key.algorithm },
              {
                key: "public",
                label: t("journal.public_key"),
                children: (
                  <Typography.Text copyable className="mono break">
                    {key.public_key}
                  </Typography.Text>
                ),
              },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

function LastSeals() {
  const { t } = useTranslation();
  const { data } = useQuery(sealsQuery({ limit: SEALS_SHOWN }));
  return (
    <Panel
      flush
      title={t("journal.seals")}
      extra={<Link to={paths.journalSeals}>{t("archive.show_all")}</Link>}
    >
      {data?.items.length === 0 && <p className="panel-body faint">{t("journal.no_seals_hint")}</p>}
      <ul className="plain-list rows">
        {data?.items.map((seal) => (
          <li key={seal.number}>
            <span className="check-what">
              <strong>{t("journal.seal", { number: seal.number })}</strong>
              <code className="faint small break" title={seal.root}>
                {seal.root.slice(0, 16)}…
              </code>
            </span>
            <span className="small faint seal-side">
              {t("journal.events_from_to", { first: seal.first_seq, last: seal.last_seq })}
              <br />
              <DateTime at={seal.sealed_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function LastEvents() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(eventsQuery({ limit: EVENTS_SHOWN, sort: "-seq" }));
  return (
    <Panel
      flush
      title={t("journal.events")}
      extra={<Link to={paths.journalEvents}>{t("archive.show_all")}</Link>}
    >
      {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active className="panel-body" />}
      {data?.items.length === 0 && <p className="panel-body faint">{t("journal.no_events_hint")}</p>}
      <ul className="plain-list rows">
        {data?.items.map((event) => (
          <li key={event.seq} className="event-row">
            <Link to={`${paths.journalEvents}?event=${event.seq}`} className="mono small">
              #{event.seq}
            </Link>
            <span className="check-what">
              <span>
                <code>{event.kind}</code> · <Subject subject={event.subject} />
              </span>
              <span className="faint small">
                <Doer actor={event.actor} />
              </span>
            </span>
            <span className="faint small">
              <Ago at={event.at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
