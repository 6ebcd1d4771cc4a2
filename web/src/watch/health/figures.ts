/** From minutes to what is shown: totals by kind, and lines to draw. */
import type { SeriesPoints, WatchMinute } from "../../api/types";

export interface KindTotal {
  kind: string;
  asked: number;
  silent: number;
  unwell: number;
  unasked: number;
  /** Milliseconds; nothing where nobody answered. */
  mean: number | null;
  slowest: number;
}

/** All minutes together, what is asked most first. */
export function byKind(minutes: readonly WatchMinute[]): KindTotal[] {
  const found = new Map<string, KindTotal & { total: number; answered: number }>();
  for (const { kinds } of minutes)
    for (const one of kinds) {
      const sum = found.get(one.kind) ?? {
        ...{ kind: one.kind, asked: 0, silent: 0, unwell: 0, unasked: 0 },
        ...{ mean: null, slowest: 0, total: 0, answered: 0 },
      };
      const answered = Math.max(0, one.asked - one.silent - one.unasked);
      sum.asked += one.asked;
      sum.silent += one.silent;
      sum.unwell += one.unwell;
      sum.unasked += one.unasked;
      sum.answered += answered;
      sum.total += answered * (one.mean_milliseconds ?? 0);
      sum.slowest = Math.max(sum.slowest, one.slowest_milliseconds);
      sum.mean = sum.answered > 0 ? sum.total / sum.answered : null;
      found.set(one.kind, sum);
    }
  return [...found.values()].sort((a, b) => b.asked - a.asked);
}

export type Drawn = "asked" | "late" | "in_flight" | "unasked";

const UNITS: Record<Drawn, string> = {
  asked: "per_second",
  late: "seconds",
  in_flight: "count",
  unasked: "count",
};

function figureOf(minute: WatchMinute, drawn: Drawn): number {
  const sum = (key: "asked" | "unasked") => minute.kinds.reduce((all, kind) => all + kind[key], 0);
  switch (drawn) {
    case "asked":
      return sum("asked") / 60;
    case "late":
      return minute.late_milliseconds / 1000;
    case "in_flight":
      return minute.in_flight;
    case "unasked":
      return sum("unasked");
  }
}

/** A figure of the minutes as a chart takes it, in at most 300 steps; a gap where nobody polled. */
export function seriesOf(minutes: readonly WatchMinute[], drawn: Drawn, span: number): SeriesPoints {
  const step = Math.max(1, Math.ceil(span / 300)) * 60_000;
  const to = Date.parse(minutes.at(-1)?.at ?? "1970-01-01T00:00:00Z");
  const steps = new Map<number, number[]>();
  for (const minute of minutes) {
    const at = Math.floor(Date.parse(minute.at) / step) * step;
    steps.set(at, [...(steps.get(at) ?? []), figureOf(minute, drawn)]);
  }
  const points: SeriesPoints = {
    unit: UNITS[drawn],
    from: new Date(to - span * 60_000).toISOString(),
    to: new Date(to).toISOString(),
    step_seconds: step / 1000,
    ...{ at: [], min: [], avg: [], max: [] },
  };
  let before: number | undefined;
  for (const [at, values] of [...steps].sort(([a], [b]) => a - b)) {
    if (before !== undefined && at - before > 2.5 * step) {
      points.at.push(before + step);
      for (const list of [points.min, points.avg, points.max]) list.push(null);
    }
    points.at.push(at);
    points.min.push(Math.min(...values));
    points.avg.push(values.reduce((all, value) => all + value, 0) / values.length);
    points.max.push(Math.max(...values));
    before = at;
  }
  return points;
}
