/** A promised time as a contract writes it: `4h`, `wall:30m`, `3wd`, `2eod`. */
import type { TFunction } from "i18next";
import { spanInWords } from "./duration";

export const TARGET_UNITS = [
  "minutes",
  "hours",
  "wall_minutes",
  "wall_hours",
  "working_days",
  "end_of_day",
] as const;
export type TargetUnit = (typeof TARGET_UNITS)[number];

export interface TargetParts {
  count: number;
  unit: TargetUnit;
}

const SPAN = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

function seconds(text: string): number | null {
  const found = text === "" ? null : SPAN.exec(text);
  if (!found) return null;
  return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
}

/** The target in the unit in which it is a whole number; nothing when it is no target. */
export function partsOf(target: string | null | undefined): TargetParts | null {
  const text = (target ?? "").trim().toLowerCase();
  const days = /^(\d+)wd$/.exec(text);
  if (days) return { count: Number(days[1]), unit: "working_days" };
  const ends = /^(\d*)eod$/.exec(text);
  if (ends) return { count: Number(ends[1] || 1), unit: "end_of_day" };
  const wall = text.startsWith("wall:");
  const span = seconds(wall ? text.slice(5) : text);
  if (span === null) return null;
  const hours = span % 3600 === 0 && span > 0;
  const count = hours ? span / 3600 : Math.round((span / 60) * 100) / 100;
  return { count, unit: `${wall ? "wall_" : ""}${hours ? "hours" : "minutes"}` as TargetUnit };
}

/** The target as the contract writes it. */
export function targetOf({ count, unit }: TargetParts): string {
  if (unit === "working_days") return `${count}wd`;
  if (unit === "end_of_day") return count === 1 ? "eod" : `${count}eod`;
  const span = Math.round(count * (unit.endsWith("hours") ? 3600 : 60));
  const [h, m, s] = [Math.floor(span / 3600), Math.floor(span / 60) % 60, span % 60];
  const text = `${h ? `${h}h` : ""}${m ? `${m}m` : ""}${s ? `${s}s` : ""}` || "0m";
  return unit.startsWith("wall_") ? `wall:${text}` : text;
}

/** The target in words: `4 h`, `3 working days`, `by the end of the working day`. */
export function targetInWords(target: string, t: TFunction): string {
  const parts = partsOf(target);
  if (!parts) return target;
  if (parts.unit === "working_days") return t("shared.target.working_days", { count: parts.count });
  if (parts.unit === "end_of_day")
    return parts.count === 1
      ? t("shared.target.end_of_day")
      : t("shared.target.end_of_later_day", { value: parts.count });
  const span = spanInWords(parts.count * (parts.unit.endsWith("hours") ? 3600 : 60), t);
  return parts.unit.startsWith("wall_") ? t("shared.target.wall", { span }) : span;
}
