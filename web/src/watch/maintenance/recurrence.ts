/** When work comes again: the choices of the form, and the RFC 5545 rule that the server keeps. Neither knows a clock or a zone. */

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Which one of a month; -1 is the last. */
export const NTHS = [1, 2, 3, 4, -1] as const;
export type Nth = (typeof NTHS)[number];

/** `until` is the last civil date on which it may begin, such as `2027-12-31`; empty when it goes on. */
export type Choice =
  | { kind: "once" }
  | { kind: "daily"; until: string }
  /** Without days it comes on the weekday of its first time. */
  | { kind: "weekly"; days: Weekday[]; until: string }
  | { kind: "monthly"; nth: Nth; day: Weekday; until: string }
  /** A rule as it was written, which no other choice can say. */
  | { kind: "own"; rule: string };
export const CHOICES = ["once", "daily", "weekly", "monthly", "own"] as const satisfies Choice["kind"][];

const isWeekday = (word: string): word is Weekday => (WEEKDAYS as readonly string[]).includes(word);
const isNth = (number: number): number is Nth => (NTHS as readonly number[]).includes(number);

/** The rule that says what was chosen; empty for once. */
export function ruleOf(choice: Choice): string {
  switch (choice.kind) {
    case "once":
      return "";
    case "own":
      return choice.rule.trim().replace(/^RRULE:/i, "");
    case "daily":
      return `FREQ=DAILY${untilOf(choice.until)}`;
    case "weekly": {
      const days = WEEKDAYS.filter((day) => choice.days.includes(day));
      return `FREQ=WEEKLY${days.length ? `;BYDAY=${days.join(",")}` : ""}${untilOf(choice.until)}`;
    }
    case "monthly":
      return `FREQ=MONTHLY;BYDAY=${choice.nth}${choice.day}${untilOf(choice.until)}`;
  }
}

/** Rules count in civil time, so the end of a day is written as it stands on the wall. */
const untilOf = (date: string) => (date ? `;UNTIL=${date.replaceAll("-", "")}T235959Z` : "");

/** The choice that says a rule whole; a rule of one's own where none does. */
export function choiceOf(rule: string): Choice {
  if (rule === "") return { kind: "once" };
  const own: Choice = { kind: "own", rule };
  const parts = new Map<string, string>();
  for (const part of rule.toUpperCase().split(";")) {
    const [key, value, ...more] = part.split("=");
    if (!key || !value || more.length > 0 || parts.has(key)) return own;
    parts.set(key, value);
  }
  if (parts.get("INTERVAL") === "1") parts.delete("INTERVAL");
  const end = /^(\d{4})(\d\d)(\d\d)T235959Z$/.exec(parts.get("UNTIL") ?? "");
  if (parts.has("UNTIL") && !end) return own;
  const until = end ? `${end[1]}-${end[2]}-${end[3]}` : "";
  const by = parts.get("BYDAY");
  if ([...parts.keys()].some((key) => !["FREQ", "BYDAY", "UNTIL"].includes(key))) return own;
  switch (parts.get("FREQ")) {
    case "DAILY":
      return by === undefined ? { kind: "daily", until } : own;
    case "WEEKLY": {
      const days = by?.split(",") ?? [];
      return days.every(isWeekday) ? { kind: "weekly", days, until } : own;
    }
    case "MONTHLY": {
      const found = /^\+?(-?\d)([A-Z]{2})$/.exec(by ?? "");
      const [nth, day] = [Number(found?.[1]), found?.[2] ?? ""];
      return isNth(nth) && isWeekday(day) ? { kind: "monthly", nth, day, until } : own;
    }
    default:
      return own;
  }
}

/** Another kind of recurrence, keeping what both can say; `weekday` is that of the first time, `nth` which one of its month. */
export function turned(choice: Choice, kind: Choice["kind"], first: { weekday: Weekday; nth: Nth }): Choice {
  if (choice.kind === kind) return choice;
  const until = "until" in choice ? choice.until : "";
  switch (kind) {
    case "once":
      return { kind };
    case "daily":
      return { kind, until };
    case "weekly":
      return { kind, days: [first.weekday], until };
    case "monthly":
      return { kind, ...{ nth: first.nth, day: first.weekday }, until };
    case "own":
      return { kind, rule: ruleOf(choice) };
  }
}

/** The weekday of a civil date, and which one of its month it is; a fifth counts as the last. */
export function placeOf(date: string): { weekday: Weekday; nth: Nth } {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return { weekday: "MO", nth: 1 };
  const weekday = WEEKDAYS[(at.getUTCDay() + 6) % 7] ?? "MO";
  const nth = Math.ceil(at.getUTCDate() / 7);
  return { weekday, nth: isNth(nth) ? nth : -1 };
}
