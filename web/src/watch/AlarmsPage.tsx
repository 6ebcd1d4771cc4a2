/** Judged states that need attention, and the ticket each one opened. */
import { AlertOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Alarm, FilterOf } from "../api/types";
import { paths } from "../app/paths";
import { CustomerFilter } from "../archive/CustomerFilter";
import { Ago, DateTime } from "../shared/DateTime";
import { spanInWords } from "../shared/duration";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { AlarmTold, Cause, Flapping } from "./AlarmTold";
import { WatchTrouble } from "./health/WatchTrouble";
import { alarmsQuery } from "./queries";

const FILTERS = ["open", "customer_id", "device_id"] as const satisfies FilterOf<"/api/v1/alarms">[];
const DEFAULTS = { open: "true" };

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "", DEFAULTS);
  const result = useQuery(alarmsQuery(state.query));
  const columns: ListColumn<Alarm>[] = [
    { key: "state", title: t("watch.alarm_state"), render: (_, alarm) => <Standing alarm={alarm} /> },
    {
      key: "device",
      title: t("watch.device"),
      render: (_, alarm) => (
        <div className="cell-title">
          <Link to={paths.device(alarm.device_id)}>{alarm.device_name}</Link>
          <div className="faint small">{alarm.site_name}</div>
        </div>
      ),
    },
    {
      key: "text",
      title: t("watch.what"),
      render: (_, alarm) => (
        <div className="cell-title">
          {t(`watch.alarm.${alarm.kind}`)} <Cause alarm={alarm} />
          <Flapping alarm={alarm} />
          <AlarmTold alarm={alarm} />
        </div>
      ),
    },
    {
      key: "affected",
      title: t("watch.behind"),
      align: "right",
      render: (_, alarm) => (
        <span title={alarm.affected.map((device) => device.device_name).join("\n")}>
          {alarm.affected.length || "—"}
        </span>
      ),
    },
    { key: "opened", title: t("watch.opened_at"), render: (_, alarm) => <DateTime at={alarm.opened_at} /> },
    {
      key: "ticket",
      title: t("watch.ticket"),
      render: (_, alarm) =>
        alarm.ticket_id ? <Link to={paths.ticket(alarm.ticket_id)}>{t("watch.open_ticket")}</Link> : "—",
    },
  ];
  return (
    <ListPage<Alarm>
      above={<WatchTrouble />}
      title={t("watch.alarms")}
      state={state}
      result={result}
      searchHint={t("watch.search_alarms")}
      filters={
        <>
          <CustomerFilter state={state} />
          <Segmented
            aria-label={t("watch.alarm_state")}
            value={state.filters.open}
            onChange={(open) => state.change({ open })}
            options={[
              { value: "true", label: t("watch.open") },
              { value: "false", label: t("watch.over") },
              { value: "", label: t("watch.all") },
            ]}
          />
        </>
      }
      columns={columns}
      card={(alarm) => (
        <>
          <div className="card-top">
            <Standing alarm={alarm} />
            <span className="card-right faint small">
              <Ago at={alarm.opened_at} />
            </span>
          </div>
          <div className="card-title">
            {alarm.device_name} <Cause alarm={alarm} />
            <Flapping alarm={alarm} />
          </div>
          <AlarmTold alarm={alarm} />
          <div className="card-facts">
            <span>{alarm.site_name}</span>
            {alarm.affected.length > 0 && (
              <span>{t("watch.behind_count", { count: alarm.affected.length })}</span>
            )}
            {alarm.ticket_id && <Link to={paths.ticket(alarm.ticket_id)}>{t("watch.open_ticket")}</Link>}
          </div>
        </>
      )}
      empty={{ icon: <AlertOutlined />, title: t("watch.no_alarms"), hint: t("watch.no_alarms_hint") }}
    />
  );
}

function Standing({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (!alarm.closed_at) return <span className="state state-bad">{t("watch.open")}</span>;
  const seconds = (Date.parse(alarm.closed_at) - Date.parse(alarm.opened_at)) / 1000;
  return <span className="state state-done">{t("watch.over_after", { span: spanInWords(seconds, t) })}</span>;
}
