/** What a device measured: one chart per series, the average as a line within the band of least and most. */
import { LineChartOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Segmented, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm, Series } from "../api/types";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { Chart } from "./Chart";
import { alarmsQuery, checksQuery, pointsQuery, seriesQuery } from "./queries";
import { measureText } from "./rules/measures";
import { valueText } from "./units";

const RANGES = [1, 24, 168, 720] as const;
/** A switch has a hundred ports: more charts only when asked for. */
const SHOWN = 6;

export default function SeriesPanel({ deviceId }: { deviceId: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(seriesQuery(deviceId));
  const [hours, setHours] = useState<number>(24);
  const [all, setAll] = useState(false);
  const [compared, setCompared] = useState(false);
  const alarms = useQuery(alarmsQuery({ device_id: deviceId, limit: 50 })).data?.items ?? [];
  const checks = useQuery(checksQuery(deviceId)).data?.items ?? [];
  const outages = alarms.filter((alarm) => alarm.device_id === deviceId);
  const shown = all ? data?.items : data?.items.slice(0, SHOWN);
  const hidden = (data?.items.length ?? 0) - (shown?.length ?? 0);
  return (
    <Panel
      title={t("watch.measured")}
      extra={
        <span className="charts-range">
          <Checkbox checked={compared} onChange={(event) => setCompared(event.target.checked)}>
            {t("watch.week_before")}
          </Checkbox>
          <Segmented
            size="small"
            aria-label={t("watch.range")}
            value={hours}
            onChange={setHours}
            options={RANGES.map((value) => ({ value, label: t(`watch.hours.${value}`) }))}
          />
        </span>
      }
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !shown ? (
        <Skeleton active />
      ) : shown.length === 0 ? (
        <EmptyState
          icon={<LineChartOutlined />}
          title={t("watch.no_series")}
          hint={t("watch.no_series_hint")}
        />
      ) : (
        <>
          <div className="charts">
            {shown.map((series) => (
              <SeriesChart
                key={series.id}
                series={series}
                check={checks.find((check) => check.id === series.check_id)?.name}
                hours={hours}
                compared={compared}
                outages={outages}
              />
            ))}
          </div>
          {hidden > 0 && (
            <Button type="link" onClick={() => setAll(true)}>
              {t("watch.more_series", { count: hidden })}
            </Button>
          )}
        </>
      )}
    </Panel>
  );
}

interface SeriesChartProps {
  series: Series;
  /** The name of the check that measures it. */
  check?: string;
  hours: number;
  /** Whether the same time a week ago is drawn beside it. */
  compared: boolean;
  /** The device's own alarms, drawn behind the line. */
  outages: Alarm[];
}

const WEEK = 7;

function SeriesChart({ series, check, hours, compared, outages }: SeriesChartProps) {
  const { t } = useTranslation();
  const { data, error } = useQuery(pointsQuery(series.id, hours));
  const before = useQuery({ ...pointsQuery(series.id, hours, WEEK), enabled: compared }).data;
  const name = [measureText(series.name, t), series.label].filter(Boolean).join(" · ");
  const last = data?.avg.findLast((value) => value !== null);
  return (
    <figure className="chart">
      <figcaption>
        <span>
          {name} <span className="faint small">{check}</span>
        </span>
        <strong>{valueText(last, data?.unit ?? series.unit)}</strong>
      </figcaption>
      {error && !data ? (
        <ErrorPanel error={error} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 2 }} title={false} />
      ) : data.at.length === 0 ? (
        <p className="faint chart-empty">{t("watch.no_points")}</p>
      ) : (
        <Chart points={data} label={name} before={compared ? before : undefined} outages={outages} />
      )}
    </figure>
  );
}
