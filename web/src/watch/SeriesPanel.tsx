/** What a device measured: one chart per series, the average as a line within the band of least and most. */
import { LineChartOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Series } from "../api/types";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { Chart } from "./Chart";
import { pointsQuery, seriesQuery } from "./queries";
import { valueText } from "./units";

const RANGES = [1, 24, 168, 720] as const;
/** A switch has a hundred ports: more charts only when asked for. */
const SHOWN = 6;

export default function SeriesPanel({ deviceId }: { deviceId: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(seriesQuery(deviceId));
  const [hours, setHours] = useState<number>(24);
  const [all, setAll] = useState(false);
  const shown = all ? data?.items : data?.items.slice(0, SHOWN);
  const hidden = (data?.items.length ?? 0) - (shown?.length ?? 0);
  return (
    <Panel
      title={t("watch.measured")}
      extra={
        <Segmented
          size="small"
          aria-label={t("watch.range")}
          value={hours}
          onChange={setHours}
          options={RANGES.map((value) => ({ value, label: t(`watch.hours.${value}`) }))}
        />
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
              <SeriesChart key={series.id} series={series} hours={hours} />
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

function SeriesChart({ series, hours }: { series: Series; hours: number }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(pointsQuery(series.id, hours));
  const last = data?.avg.findLast((value) => value !== null);
  return (
    <figure className="chart">
      <figcaption>
        <span>{series.label}</span>
        <strong>{valueText(last, data?.unit ?? series.unit)}</strong>
      </figcaption>
      {error && !data ? (
        <ErrorPanel error={error} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 2 }} title={false} />
      ) : data.at.length === 0 ? (
        <p className="faint chart-empty">{t("watch.no_points")}</p>
      ) : (
        <Chart points={data} label={series.label} />
      )}
    </figure>
  );
}
