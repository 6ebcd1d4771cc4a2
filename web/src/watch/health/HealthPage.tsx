/** How the watch itself fares: what is wrong and what to do, minute by minute, and by kind of question. */
import { useQuery } from "@tanstack/react-query";
import { Segmented, Skeleton, Table, type TableColumnType, Tooltip } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WatchHealth } from "../../api/types";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Page } from "../../shared/Page";
import { Panel } from "../../shared/Panel";
import { healthQuery } from "../queries";
import "../watch.css";
import { byKind, type KindTotal, seriesOf } from "./figures";
import { WatchTrouble } from "./WatchTrouble";

const Chart = lazy(() => import("../Chart").then(({ Chart }) => ({ default: Chart })));
const SPANS = [60, 1440, 10_080] as const;

export function Component() {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState<number>(60);
  const { data, error, refetch } = useQuery(healthQuery(minutes));
  const last = data?.minutes.at(-1);
  return (
    <Page
      title={t("health.title")}
      subtitle={t("health.intro")}
      extra={
        <Segmented
          aria-label={t("watch.range")}
          value={minutes}
          onChange={setMinutes}
          options={SPANS.map((value) => ({ value, label: t(`health.span.${value}`) }))}
        />
      }
    >
      {!data ? (
        error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : (
          <Skeleton active />
        )
      ) : (
        <div className="health-panels">
          <WatchTrouble />
          <Panel title={t("health.now")}>
            {last ? (
              <ul className="plain-list health-now">
                <Figure label={t("health.node")} value={last.node} />
                <Figure label={t("health.devices")} value={last.devices} />
                <Figure label={t("health.checks")} value={last.checks} />
                <Figure label={t("health.late")} value={`${last.late_milliseconds} ms`} />
                <Figure label={t("health.in_flight")} value={last.in_flight} />
                <Figure label={t("health.queued")} value={last.queued} />
                <Figure label={t("health.dropped")} value={last.dropped} />
                <Figure label={t("health.write_failures")} value={last.write_failures} />
                <Figure label={t("health.buffer_errors")} value={last.buffer_errors} />
              </ul>
            ) : (
              <p className="faint">{t("health.not_yet")}</p>
            )}
          </Panel>
          {data.minutes.length > 1 && <Charts health={data} minutes={minutes} />}
          <Panel title={t("health.by_kind")} flush>
            <Kinds rows={byKind(data.minutes)} />
          </Panel>
        </div>
      )}
    </Page>
  );
}

function Figure({ label, value }: { label: string; value: string | number }) {
  return (
    <li>
      <span className="faint small">{label}</span>
      <strong className="break">{value}</strong>
    </li>
  );
}

const DRAWN = ["asked", "late", "in_flight", "unasked"] as const;

function Charts({ health, minutes }: { health: WatchHealth; minutes: number }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("health.course")}>
      <Suspense fallback={<Skeleton active />}>
        <div className="charts">
          {DRAWN.map((figure) => (
            <div key={figure}>
              <div className="small">{t(`health.drawn.${figure}`)}</div>
              <Chart
                points={seriesOf(health.minutes, figure, minutes)}
                label={t(`health.drawn.${figure}`)}
                outages={[]}
              />
            </div>
          ))}
        </div>
      </Suspense>
    </Panel>
  );
}

function Kind({ kind }: { kind: string }) {
  const { t } = useTranslation();
  if (kind !== "sign_of_life") return <strong>{kind}</strong>;
  return (
    <Tooltip title={t("health.kind.sign_of_life_tip")}>
      <strong>{t("health.kind.sign_of_life")}</strong>
    </Tooltip>
  );
}

function Kinds({ rows }: { rows: KindTotal[] }) {
  const { t } = useTranslation();
  const number = (key: "asked" | "silent" | "unwell" | "unasked"): TableColumnType<KindTotal> => ({
    key,
    title: t(`health.kind.${key}`),
    align: "right",
    sorter: (a, b) => a[key] - b[key],
    render: (_, row) => (row[key] > 0 ? row[key].toLocaleString() : <span className="faint">—</span>),
  });
  const milliseconds = (value: number | null) =>
    value === null ? <span className="faint">—</span> : `${value.toFixed(1)} ms`;
  return (
    <Table<KindTotal>
      rowKey="kind"
      size="middle"
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={rows}
      columns={[
        { key: "kind", title: t("health.kind.kind"), render: (_, row) => <Kind kind={row.kind} /> },
        number("asked"),
        number("silent"),
        number("unwell"),
        number("unasked"),
        {
          key: "mean",
          title: t("health.kind.mean"),
          align: "right",
          render: (_, row) => milliseconds(row.mean),
        },
        {
          key: "slowest",
          title: t("health.kind.slowest"),
          align: "right",
          render: (_, row) => milliseconds(row.slowest),
        },
      ]}
    />
  );
}
