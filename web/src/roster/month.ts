/** Months and weeks of civil dates, without zones: a duty table is about dates, not instants. */

import { serverNow } from "../api/serverTime";
import { civilDate } from "../shared/zone";

const DAY_MS = 86_400_000;
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const iso = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

export interface Month {
  /** `2026-11`. */
  month: string;
  first: string;
  last: string;
  /** Whole weeks from Monday to Sunday that cover the month; the days around it belong to its neighbours. */
  weeks: string[][];
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function isMonth(text: string | null): text is string {
  return text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

export function weeksOf(month: string): Month {
  const first = `${month}-01`;
  const last = iso(utc(`${shiftMonth(month, 1)}-01`) - DAY_MS);
  const fromMonday = (new Date(utc(first)).getUTCDay() + 6) % 7;
  const weeks: string[][] = [];
  for (let day = utc(first) - fromMonday * DAY_MS; day <= utc(last); day += 7 * DAY_MS)
    weeks.push(Array.from({ length: 7 }, (_, n) => iso(day + n * DAY_MS)));
  return { month, first, last, weeks };
}

/** Today in the installation's zone. */
export function today(): string {
  return civilDate(new Date(serverNow()));
}
