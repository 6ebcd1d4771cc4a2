/** The service report as one sheet of paper: what was promised, what was done, who confirmed it. Printed by the browser. */

import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Clock, ServiceReport } from "../api/types";
import { paths } from "../app/paths";
import { isDelivery } from "../desk/Timeline";
import { installationQuery } from "../session/session";
import { DateTime } from "../shared/DateTime";
import { spanInWords } from "../shared/duration";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useLevelWords } from "../shared/Level";
import { Page } from "../shared/Page";
import { targetInWords } from "../shared/target";
import "./report.css";
import { reportQuery } from "./queries";
import { STEPS, takenAt } from "./steps";

export function Component() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { data, error, refetch } = useQuery(reportQuery(id));
  return (
    <Page
      title={data ? `${t("field.report")} ${data.ticket.number}` : t("field.report")}
      heading={t("field.report")}
      back={{ to: paths.visit(id), label: t("field.visit") }}
      extra={
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t("field.print")}
        </Button>
      }
    >
      {data ? (
        <Paper report={data} />
      ) : error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active />
      )}
    </Page>
  );
}

function Paper({ report }: { report: ServiceReport }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const installation = useQuery(installationQuery).data;
  const { visit, ticket, device, customer, contract } = report;
  const facts: [string, ReactNode][] = [
    [t("desk.customer"), customer.name],
    [t("field.place"), [visit.site?.name, visit.site?.address].filter(Boolean).join("，") || "—"],
    [t("desk.contract"), contract ? `${contract.name}（${contract.number}）` : "—"],
    [
      t("desk.device"),
      device ? [device.name, device.vendor, device.model, device.serial].filter(Boolean).join(" · ") : "—",
    ],
    [t("desk.level_title"), words.name(ticket.level)],
    [t("desk.engineer"), visit.engineer.name],
    [t("desk.opened_at"), <DateTime key="o" at={ticket.opened_at} precision="second" />],
  ];
  return (
    <article className="paper">
      <header className="paper-head">
        <div>
          <div className="paper-site">{installation?.name}</div>
          <h2>{t("field.report")}</h2>
        </div>
        <div className="paper-number">
          <span className="mono">{ticket.number}</span>
          <span>{t("field.visit_number", { number: visit.id })}</span>
        </div>
      </header>
      <h3>{ticket.title}</h3>
      {ticket.description && <p className="paper-words">{ticket.description}</p>}
      <dl className="paper-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t("field.visit")}</h3>
      <ol className="paper-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <span>{t(`field.step.${step}`)}</span>
            <DateTime at={takenAt(visit, step)} />
          </li>
        ))}
      </ol>
      <h3>{t("desk.clocks_title")}</h3>
      <Promises clocks={ticket.clocks} />
      <h3>{t("field.work")}</h3>
      {visit.work.length === 0 ? (
        <p>—</p>
      ) : (
        <ol className="paper-work">
          {visit.work.map((work) => (
            <li key={`${work.at}${work.text}`}>
              {work.text}{" "}
              <small>
                <DateTime at={work.at} />
              </small>
            </li>
          ))}
        </ol>
      )}
      <h3>{t("desk.timeline")}</h3>
      <table className="paper-table">
        <tbody>
          {report.timeline
            .filter((entry) => !isDelivery(entry))
            .map((entry) => (
              <tr key={entry.seq}>
                <td className="nowrap">
                  <DateTime at={entry.at} precision="second" />
                </td>
                <td>{entry.text}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <Confirmation report={report} />
      <footer className="paper-foot">{t("field.report_foot")}</footer>
    </article>
  );
}

function Promises({ clocks }: { clocks: Clock[] }) {
  const { t } = useTranslation();
  return (
    <table className="paper-table">
      <thead>
        <tr>
          <th>{t("field.promise")}</th>
          <th>{t("field.promised")}</th>
          <th>{t("field.took")}</th>
          <th>{t("field.result")}</th>
        </tr>
      </thead>
      <tbody>
        {clocks.map((clock) => (
          <tr key={`${clock.kind} ${clock.cycle}`}>
            <td>{t(`desk.clock.${clock.kind}`)}</td>
            <td>{targetInWords(clock.target, t)}</td>
            <td>
              {clock.stopped_at ? spanInWords(clock.elapsed_seconds, t) : "—"}
              {clock.paused_seconds > 0 &&
                ` (${t("desk.paused_for", { span: spanInWords(clock.paused_seconds, t) })})`}
            </td>
            <td>{t(`desk.clock_state.${clock.state}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Confirmation({ report }: { report: ServiceReport }) {
  const { t } = useTranslation();
  const signed = report.visit.confirmation;
  return (
    <section className="paper-sign">
      <div>
        <h3>{t("desk.engineer")}</h3>
        <p>{report.visit.engineer.name}</p>
      </div>
      <div>
        <h3>{t("desk.confirmation")}</h3>
        {signed ? (
          <>
            {report.signature_url && (
              <img src={report.signature_url} alt={t("field.signature_of", { name: signed.signed_by })} />
            )}
            <p>
              {signed.signed_by} · <DateTime at={signed.at} precision="second" />
            </p>
            {signed.position && (
              <p className="small">
                {t("field.position", {
                  latitude: signed.position.latitude.toFixed(5),
                  longitude: signed.position.longitude.toFixed(5),
                  metres: Math.round(signed.position.accuracy_metres),
                })}
              </p>
            )}
          </>
        ) : (
          <p>{t("field.not_confirmed_yet")}</p>
        )}
      </div>
    </section>
  );
}
