/** What is asked of devices again and again, and what is judged from the answers. */
export const DEVICE_STATES = ["up", "down", "unreachable", "unknown"] as const;
export type StateOfDevice = (typeof DEVICE_STATES)[number];

export interface FleetCounts {
  up: number;
  down: number;
  unreachable: number;
  unknown: number;
  total: number;
}
export interface FleetSite extends FleetCounts {
  site_id: number;
  site_name: string;
  customer_id: number;
  customer_name: string;
}
export interface Fleet {
  sites: FleetSite[];
  totals: FleetCounts;
}

export interface DeviceState {
  device_id: number;
  device_name: string;
  site_id: number;
  site_name: string;
  customer_id: number;
  state: StateOfDevice;
  since: string | null;
}

export type CheckKind = "icmp" | "tcp" | "http" | "snmp" | "rtsp";

export interface Check {
  id: number;
  device_id: number;
  name: string;
  kind: CheckKind;
  settings: Record<string, unknown>;
  period_seconds: number;
  state: StateOfDevice;
  since: string | null;
  last: { at: string; ok: boolean; text: string; milliseconds: number | null } | null;
}

export interface CheckTry {
  ok: boolean;
  text: string;
  milliseconds: number | null;
  measurements: { name: string; value: number; unit: string }[];
}

export interface Alarm {
  id: number;
  device_id: number;
  device_name: string;
  site_id: number;
  site_name: string;
  customer_id: number;
  kind: "device_down" | "check_failed";
  text: string;
  opened_at: string;
  closed_at: string | null;
  ticket_id: number | null;
  affected: { device_id: number; device_name: string }[];
}

export interface Series {
  id: number;
  check_id: number;
  name: string;
  label: string;
  unit: string;
}

export interface SeriesPoints {
  unit: string;
  from: string;
  to: string;
  step_seconds: number;
  /** Milliseconds since 1970. */
  at: number[];
  min: (number | null)[];
  avg: (number | null)[];
  max: (number | null)[];
}
