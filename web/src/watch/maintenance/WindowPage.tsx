/** One maintenance window: what it covers, every time of it, and what is different after each. */
import { EditOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Descriptions, Popconfirm, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { asProblem } from "../../api/problem";
import type { MaintenanceWindow } from "../../api/types";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";
import { ActionButton } from "../../shared/ActionButton";
import { DateTime } from "../../shared/DateTime";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Page } from "../../shared/Page";
import { Panel } from "../../shared/Panel";
import { useServerNow } from "../../shared/ticker";
import { endWindow, windowQuery } from "../queries";
import "../watch.css";
import { useWhyNotPlan } from "./right";
import { standingOf } from "./standing";
import { TicketLink } from "./TicketLink";
import { TimesPanel } from "./TimesPanel";
import { WindowDialog } from "./WindowDialog";
import { StandingTag, WhenText } from "./words";

export function Component() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { data: window, error, refetch } = useQuery(windowQuery(id));
  const back = { to: paths.maintenance, label: t("maintenance.title") };
  if (!window)
    return (
      <Page title={t("maintenance.window")} back={back}>
        {error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton active />}
      </Page>
    );
  return (
    <Page
      title={window.name}
      back={back}
      subtitle={
        <span className="window-sub">
          <StandingTag of={window} />
          <span>{window.customer_name}</span>
        </span>
      }
      extra={<Actions window={window} />}
    >
      <div className="window-columns">
        <TimesPanel window={window} />
        <div className="panel-stack">
          <FactsPanel window={window} />
          <CoveredPanel window={window} />
        </div>
      </div>
    </Page>
  );
}

function Actions({ window }: { window: MaintenanceWindow }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [changing, setChanging] = useState(false);
  const [ending, setEnding] = useState(false);
  const mayNotPlan = useWhyNotPlan();
  const customer = useSession().person.role === "customer";
  const runs = standingOf(window, useServerNow()).kind === "running";
  if (customer || window.ended_at !== null) return null;
  const end = async () => {
    setEnding(true);
    try {
      await endWindow(window.id, window.version);
    } catch (error) {
      void message.error(asProblem(error).detail);
    } finally {
      setEnding(false);
      await queries.invalidateQueries({ queryKey: ["maintenance"] });
    }
  };
  const endText = t(runs ? "maintenance.end_now" : "maintenance.call_off");
  const endButton = (
    <ActionButton danger icon={<StopOutlined />} whyNot={mayNotPlan} loading={ending}>
      {endText}
    </ActionButton>
  );
  return (
    <>
      <ActionButton icon={<EditOutlined />} whyNot={mayNotPlan} onClick={() => setChanging(true)}>
        {t("maintenance.change")}
      </ActionButton>
      {mayNotPlan ? (
        endButton
      ) : (
        <Popconfirm
          title={endText}
          description={
            <div className="confirm-text">
              {t(runs ? "maintenance.end_sure" : "maintenance.call_off_sure")}
            </div>
          }
          okText={endText}
          okButtonProps={{ danger: true }}
          onConfirm={end}
        >
          {endButton}
        </Popconfirm>
      )}
      {changing && <WindowDialog window={window} onClose={() => setChanging(false)} />}
    </>
  );
}

function FactsPanel({ window }: { window: MaintenanceWindow }) {
  const { t } = useTranslation();
  const rows = [
    ["when", t("maintenance.when"), <WhenText key="v" of={window} />],
    [
      "reason",
      t("maintenance.reason"),
      <span key="v" className="break pre-line">
        {window.reason}
      </span>,
    ],
    ["ticket", t("watch.ticket"), <TicketLink key="v" id={window.ticket_id} />],
    [
      "entered",
      t("maintenance.entered"),
      <span key="v">
        {window.entered_by} · <DateTime at={window.entered_at} />
      </span>,
    ],
    ...(window.ended_at
      ? [["ended", t("maintenance.ended"), <DateTime key="v" at={window.ended_at} />] as const]
      : []),
  ] as const;
  return (
    <Panel title={t("maintenance.facts")}>
      <Descriptions
        column={1}
        size="small"
        colon={false}
        styles={{ label: { width: 96, color: "var(--faint)" } }}
        items={rows.map(([key, label, children]) => ({ key, label, children }))}
      />
    </Panel>
  );
}

function CoveredPanel({ window }: { window: MaintenanceWindow }) {
  const { t } = useTranslation();
  const staff = useSession().person.role !== "customer";
  return (
    <Panel
      flush
      title={t("maintenance.covered")}
      extra={<span className="faint">{t("maintenance.devices", { count: window.devices ?? 0 })}</span>}
    >
      <ul className="plain-list rows">
        {window.targets.map(({ kind, id, name }) => (
          <li key={`${kind}:${id}`}>
            {staff && kind === "device" ? (
              <Link to={paths.device(id)}>{name || "—"}</Link>
            ) : (
              <span>{name || "—"}</span>
            )}
            <span className="faint small">{t(`maintenance.target.${kind}`)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
