/** How a maintenance window stands at an instant: running, to come, over. Pure: `now` is in milliseconds since 1970. */
import type { MaintenanceTime, MaintenanceWindow } from "../../api/types";

export type Standing =
  | { kind: "running" | "next"; time: MaintenanceTime }
  /** Its next time lies further ahead than times are planned. */
  | { kind: "later" }
  | { kind: "ended" };

export function standingOf(window: Pick<MaintenanceWindow, "times" | "ended_at">, now: number): Standing {
  const ahead = window.times.filter(
    ({ state, ends_at }) => (state === "planned" || state === "running") && Date.parse(ends_at) > now,
  );
  const running = ahead.find(({ starts_at }) => Date.parse(starts_at) <= now);
  if (running) return { kind: "running", time: running };
  if (window.ended_at !== null) return { kind: "ended" };
  const time = ahead[0];
  return time ? { kind: "next", time } : { kind: "later" };
}

/** What a window covers, as far as its targets say it. */
export interface Place {
  customer_id: number;
  site_id: number;
  /** The device and those it is behind, the nearest first. */
  devices: readonly number[];
}

export function covers(window: Pick<MaintenanceWindow, "targets">, place: Place): boolean {
  return window.targets.some(({ kind, id }) => {
    if (kind === "customer") return id === place.customer_id;
    if (kind === "site") return id === place.site_id;
    return place.devices.includes(id);
  });
}

const DAY_MS = 86_400_000;

/** Whether people who look at what it covers should know: it runs, or will within a day. */
export function isNear(standing: Standing, now: number): boolean {
  if (standing.kind === "running") return true;
  return standing.kind === "next" && Date.parse(standing.time.starts_at) - now <= DAY_MS;
}

/** What runs first, then what comes next, then the rest as it stood. */
export function inOrder(windows: readonly MaintenanceWindow[], now: number): MaintenanceWindow[] {
  const place = (window: MaintenanceWindow): [number, number] => {
    const standing = standingOf(window, now);
    if (standing.kind === "running") return [0, Date.parse(standing.time.ends_at)];
    if (standing.kind === "next") return [1, Date.parse(standing.time.starts_at)];
    return [standing.kind === "later" ? 2 : 3, 0];
  };
  return [...windows].sort((one, other) => {
    const [[a, b], [c, d]] = [place(one), place(other)];
    return a - c || b - d;
  });
}
