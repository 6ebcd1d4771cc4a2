/** One series over time. ECharts with only what this needs; loaded with the pages that draw. */
import { LineChart } from "echarts/charts";
import {
  DataZoomInsideComponent,
  GridComponent,
  MarkAreaComponent,
  TooltipComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm, SeriesPoints } from "../api/types";
import { useDark } from "../app/preferences";
import { instantText } from "../shared/DateTime";
import { shownZone } from "../shared/zone";
import "./watch.css";
import { valueText } from "./units";

echarts.use([
  LineChart,
  GridComponent,
  TooltipComponent,
  MarkAreaComponent,
  DataZoomInsideComponent,
  CanvasRenderer,
]);

const WEEK_MS = 7 * 86_400_000;

const COLOURS = {
  light: {
    line: "#0c6573",
    band: "rgba(12,101,115,0.16)",
    axis: "#5d6c75",
    grid: "#e8edef",
    outage: "rgba(196,43,28,0.13)",
  },
  dark: {
    line: "#56bccb",
    band: "rgba(86,188,203,0.2)",
    axis: "#98a7ae",
    grid: "#243036",
    outage: "rgba(255,138,126,0.2)",
  },
};

interface ChartProps {
  points: SeriesPoints;
  label: string;
  /** The same time a week ago. */
  before?: SeriesPoints;
  /** When alarms of the device were open. */
  outages: Alarm[];
}

export function Chart({ points, label, before, outages }: ChartProps) {
  const { t, i18n } = useTranslation();
  const dark = useDark();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);

  useEffect(() => {
    if (!box.current) return;
    const drawn = echarts.init(box.current);
    chart.current = drawn;
    const watcher = new ResizeObserver(() => drawn.resize());
    watcher.observe(box.current);
    return () => {
      watcher.disconnect();
      drawn.dispose();
    };
  }, []);

  useEffect(() => {
    const option = optionFor(points, dark, i18n.language, t("watch.least_most"));
    chart.current?.setOption(
      { ...option, series: [...option.series, ...besides(points, dark, before, outages)] },
      true,
    );
  }, [points, before, outages, dark, i18n.language, t]);

  const most = Math.max(...points.max.filter((value) => value !== null));
  const last = points.avg.findLast((value) => value !== null);
  return (
    <div
      ref={box}
      role="img"
      className="chart-box"
      aria-label={t("watch.chart_words", {
        label,
        last: valueText(last, points.unit),
        most: valueText(Number.isFinite(most) ? most : null, points.unit),
      })}
    />
  );
}

/** Hours within a day or two, dates beyond, in the zone in which all times are shown. */
function tickText(at: number, points: SeriesPoints, language: string): string {
  const days = (Date.parse(points.to) - Date.parse(points.from)) / 86_400_000;
  const shape: Intl.DateTimeFormatOptions =
    days > 2
      ? { month: "numeric", day: "numeric" }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { ...shape, timeZone: shownZone() }).format(at);
}

function optionFor(points: SeriesPoints, dark: boolean, language: string, leastMost: string) {
  const colours = dark ? COLOURS.dark : COLOURS.light;
  const pair = (values: (number | null)[]) => points.at.map((at, index) => [at, values[index] ?? null]);
  // The band is drawn as "least" (invisible) with "most minus least" stacked upon it.
  const spread = points.max.map((most, index) => {
    const least = points.min[index];
    return most === null || least === null || least === undefined ? null : most - least;
  });
  const still = {
    type: "line",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    stack: "band",
  } as const;
  const isShare = points.unit === "flag";
  return {
    animation: false,
    // With the control key, so that the page itself still scrolls.
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: false, moveOnMouseWheel: false }],
    grid: { left: 4, right: 10, top: 10, bottom: 2, containLabel: true },
    xAxis: {
      type: "time",
      min: Date.parse(points.from),
      max: Date.parse(points.to),
      axisLine: { lineStyle: { color: colours.grid } },
      axisTick: { show: false },
      axisLabel: {
        color: colours.axis,
        fontSize: 11,
        hideOverlap: true,
        formatter: (at: number) => tickText(at, points, language),
      },
      splitLine: { show: false },
      splitNumber: 4,
    },
    yAxis: {
      type: "value",
      scale: false,
      ...(isShare ? { min: 0, max: 1, interval: 0.5 } : {}),
      splitNumber: 3,
      axisLabel: {
        color: colours.axis,
        fontSize: 11,
        formatter: (value: number) => valueText(value, points.unit),
      },
      splitLine: { lineStyle: { color: colours.grid } },
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: dark ? "#1c272c" : "#ffffff",
      borderColor: colours.grid,
      textStyle: { color: dark ? "#e8eef0" : "#16232a", fontSize: 12 },
      formatter: (shown: { dataIndex: number }[]) => {
        const index = shown[0]?.dataIndex ?? 0;
        const at = points.at[index];
        if (at === undefined) return "";
        const text = (values: (number | null)[]) => valueText(values[index], points.unit);
        return `${instantText(new Date(at).toISOString(), language)}<br><b>${text(points.avg)}</b><br>${leastMost} ${text(points.min)} – ${text(points.max)}`;
      },
    },
    series: [
      { ...still, data: pair(points.min) },
      { ...still, data: pair(spread), areaStyle: { color: colours.band } },
      {
        type: "line",
        symbol: "none",
        data: pair(points.avg),
        lineStyle: { width: 1.6, color: colours.line },
        itemStyle: { color: colours.line },
      },
    ],
  };
}

/** Behind and beside the line: when alarms were open, and how it was a week ago. */
function besides(points: SeriesPoints, dark: boolean, before: SeriesPoints | undefined, outages: Alarm[]) {
  const colours = dark ? COLOURS.dark : COLOURS.light;
  const [from, to] = [Date.parse(points.from), Date.parse(points.to)];
  const spans = outages
    .map((alarm) => [Date.parse(alarm.opened_at), alarm.closed_at ? Date.parse(alarm.closed_at) : to])
    .filter(([begins, ends]) => (ends ?? to) > from && (begins ?? from) < to)
    .map(([begins, ends]) => [
      { xAxis: Math.max(begins ?? from, from) },
      { xAxis: Math.min(ends ?? to, to) },
    ]);
  return [
    {
      type: "line",
      symbol: "none",
      silent: true,
      data: [],
      markArea: { silent: true, itemStyle: { color: colours.outage }, data: spans },
    },
    {
      type: "line",
      symbol: "none",
      silent: true,
      data: before?.at.map((at, index) => [at + WEEK_MS, before.avg[index] ?? null]) ?? [],
      lineStyle: { width: 1.2, type: "dashed", color: colours.axis },
    },
  ];
}
