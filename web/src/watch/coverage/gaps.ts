/** What a device lacks for being watched as its kind should be. */
import type { Check, Device, StateOfDevice } from "../../api/types";

/** The worst first. */
export const GAPS = [
  "no_address",
  "no_checks",
  "only_ping",
  "no_snmp",
  "no_video",
  "no_web",
  "unknown",
] as const;
export type Gap = (typeof GAPS)[number];

/** How the templates of a kind ask, as far as it takes access that the archive has to know. */
export type Asks = ReadonlySet<"snmp" | "rtsp" | "http">;

/** Read from the templates' texts: `ask = { kind = "snmp" }`, or the same in a table of its own. */
export function asksOf(text: string): Asks {
  const asks = new Set<"snmp" | "rtsp" | "http">();
  for (const [, kind] of text.matchAll(/^[^#\n]*\bkind\s*=\s*["'](snmp|rtsp|http)["']/gm))
    asks.add(kind as "snmp" | "rtsp" | "http");
  return asks;
}

interface Known {
  device: Pick<Device, "address" | "snmp" | "rtsp_port" | "http_port">;
  asks: Asks | undefined;
  /** Not there while they are asked for. */
  checks: Pick<Check, "kind">[] | undefined;
  state: StateOfDevice | undefined;
}

export function gapsOf({ device, asks, checks, state }: Known): Gap[] {
  const lacks: Record<Gap, boolean> = {
    no_address: !device.address,
    no_checks: checks?.length === 0,
    only_ping: checks !== undefined && checks.length > 0 && checks.every(({ kind }) => kind === "icmp"),
    no_snmp: Boolean(asks?.has("snmp")) && device.snmp === null,
    no_video: Boolean(asks?.has("rtsp")) && device.rtsp_port === null,
    // Where the agent is asked, the page is one more way, and many a device has none.
    no_web:
      Boolean(asks?.has("http")) && device.http_port === null && !(asks?.has("snmp") && device.snmp !== null),
    unknown: state === "unknown",
  };
  return GAPS.filter((gap) => lacks[gap]);
}

/** Whether nothing, or nothing that counts, is asked: worse than access that one check of several lacks. */
export const isGrave = (gap: Gap): boolean =>
  gap === "no_address" || gap === "no_checks" || gap === "only_ping";
