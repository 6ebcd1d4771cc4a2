/** From when to when availability is computed, in the installation's zone: a month of the contract begins at its midnight. */
import { civilDate, instantOf } from "../../shared/zone";

export const SPANS = ["this_month", "last_month", "30d", "7d", "free"] as const;
export type Span = (typeof SPANS)[number];

/** Instants, the second no longer wanted. */
export interface Bounds {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;

/** `first` and `last` are the civil dates of a free span, both included; nothing while they say nothing. */
export function boundsOf(span: Span, now: number, first = "", last = ""): Bounds | null {
  const today = civilDate(new Date(now));
  const until = new Date(now);
  switch (span) {
    case "this_month":
      return bounds(midnight(monthOf(today, 0)), until);
    case "last_month":
      return bounds(midnight(monthOf(today, -1)), midnight(monthOf(today, 0)));
    case "30d":
      return bounds(new Date(now - 30 * DAY_MS), until);
    case "7d":
      return bounds(new Date(now - 7 * DAY_MS), until);
    case "free": {
      if (!isDate(first) || !isDate(last)) return null;
      const end = midnight(dayAfter(last));
      return bounds(midnight(first), end.getTime() > now ? until : end);
    }
  }
}

/** What a word from the address means; a stranger's word means this month. */
export function spanOf(word: string): Span {
  return SPANS.find((span) => span === word) ?? "this_month";
}

function bounds(from: Date, to: Date): Bounds {
  return { from: from.toISOString(), to: to.toISOString() };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function midnight(date: string): Date {
  return instantOf(`${date}T00:00`);
}

/** The first day of the month of a civil date, or of one so many months away. */
function monthOf(date: string, months: number): string {
  const at = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 10);
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
