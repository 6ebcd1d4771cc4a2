/** What can be held against a rule, and in which unit people write it; the API counts in seconds, parts of the whole, bytes per second. */
import type { TFunction } from "i18next";

/** What the program's own checks measure; others are written by their name. */
export const MEASURES = {
  loss: "ratio",
  round_trip: "seconds",
  response_time: "seconds",
  connect_time: "seconds",
  tls_time: "seconds",
  available: "flag",
  certificate_days: "days",
  if_in: "bytes_per_second",
  if_out: "bytes_per_second",
  battery_charge: "ratio",
  battery_runtime: "seconds",
  battery_temperature: "celsius",
  battery_voltage: "volts",
  seconds_on_battery: "seconds",
  input_voltage: "volts",
  output_load: "ratio",
} as const;
export type Measure = keyof typeof MEASURES;
export const isMeasure = (name: string): name is Measure => Object.hasOwn(MEASURES, name);

/** The unit of a measurement as the API names it; nothing when nobody told. */
export const unitOf = (metric: string, told = ""): string => (isMeasure(metric) ? MEASURES[metric] : told);

/** A unit as people write it: what the API counts, times `factor`, is what stands before `sign`. */
export interface Scale {
  factor: number;
  sign: string;
}
const MILLISECONDS = new Set(["round_trip", "response_time", "connect_time", "tls_time"]);
const SIGNS: Record<string, string> = {
  seconds: "s",
  bytes_per_second: "B/s",
  bytes: "B",
  per_second: "/s",
  celsius: "°C",
  volts: "V",
  amperes: "A",
  watts: "W",
  dbm: "dBm",
};
/**
 * Only what the program itself measures is converted: the unit of anything else is known late, from what a device told, and a value must
 * not change its meaning while it stands in its field.
 */
export function scaleOf(metric: string, unit: string, t: TFunction): Scale {
  if (MILLISECONDS.has(metric)) return { factor: 1000, sign: "ms" };
  if (metric === "battery_runtime") return { factor: 1 / 60, sign: t("shared.unit.minutes") };
  if (isMeasure(metric) && unit === "ratio") return { factor: 100, sign: "%" };
  if (isMeasure(metric) && unit === "bytes_per_second") return { factor: 8e-6, sign: "Mbit/s" };
  if (unit === "ratio") return { factor: 1, sign: t("rules.ratio") };
  if (unit === "days") return { factor: 1, sign: t("rules.days") };
  return { factor: 1, sign: SIGNS[unit] ?? "" };
}

/** Twelve digits are more than anybody writes, and fewer than the rest that a division leaves. */
const tidy = (value: number) => Number(value.toPrecision(12));
export const shownOf = (value: number, { factor }: Scale) => tidy(value * factor);
export const countedOf = (shown: number, { factor }: Scale) => tidy(shown / factor);

/** `20 %`, `300 ms`, `1.5 Mbit/s`; a line does not end before the unit. */
export function inUnit(value: number, scale: Scale): string {
  const shown = shownOf(value, scale);
  const text = String(Math.abs(shown) >= 1 ? Number(shown.toFixed(2)) : Number(shown.toPrecision(3)));
  return scale.sign ? `${text}\u00a0${scale.sign}` : text;
}

/** `Packet loss`, or its own name where the pages have no word for it. */
export const measureText = (metric: string, t: TFunction): string =>
  isMeasure(metric) ? t(`rules.measure.${metric}`) : metric;
