/** A calendar while it is being written: the week as texts, so that half a window may stand in a field. */
import type { Problem } from "../api/problem";
import { type CalendarDefinition, type CalendarException, DAYS, type Day } from "./types";

export interface Draft {
  name: string;
  zone: string;
  holidays: string[];
  announced_until: string;
  week: Record<Day, string>;
  exceptions: CalendarException[];
}

/** What a new calendar begins with: office hours, with China's public holidays. */
export const OFFICE: CalendarDefinition = {
  zone: "Asia/Shanghai",
  holidays: ["cn"],
  week: Object.fromEntries(
    DAYS.slice(0, 5).map((day): [Day, string[]] => [day, ["09:00-12:00", "13:30-17:30"]]),
  ),
  exceptions: [],
};

/** Windows as people type them: commas, semicolons and spaces of either language between them. */
export function windowsOf(text: string): string[] {
  return text
    .replace(/\s*[-–—~～]\s*/g, "-")
    .split(/[,，、;；\s]+/)
    .filter(Boolean);
}

export function draftOf(name: string, definition: CalendarDefinition): Draft {
  const week = Object.fromEntries(
    DAYS.map((day): [Day, string] => [day, (definition.week?.[day] ?? []).join(", ")]),
  ) as Record<Day, string>;
  return {
    name,
    zone: definition.zone,
    holidays: definition.holidays ?? [],
    announced_until: definition.announced_until ?? "",
    week,
    exceptions: definition.exceptions ?? [],
  };
}

export function definitionOf(draft: Draft): CalendarDefinition {
  const week: Record<string, string[]> = {};
  for (const day of DAYS) {
    const windows = windowsOf(draft.week[day]);
    if (windows.length > 0) week[day] = windows;
  }
  const announced = draft.holidays.length > 0 ? draft.announced_until : "";
  return {
    zone: draft.zone,
    holidays: draft.holidays,
    ...(announced ? { announced_until: announced } : {}),
    week,
    exceptions: draft.exceptions,
  };
}

/** The exceptions with one of them put in or, where it is nothing, taken out; by date. */
export function withException(
  exceptions: CalendarException[],
  date: string,
  exception: CalendarException | null,
): CalendarException[] {
  const others = exceptions.filter((known) => known.date !== date && known.date !== exception?.date);
  return (exception ? [...others, exception] : others).sort((a, b) => a.date.localeCompare(b.date));
}

/** What the server objects to, by the day of the week it is about. */
export function weekMistakes(problem: Problem): Partial<Record<Day, string>> {
  const mistakes: Partial<Record<Day, string>> = {};
  for (const { path, detail } of problem.fields) {
    const day = DAYS.find((known) => new RegExp(`(^|\\.)week\\.${known}(\\[|$)`).test(path));
    if (day) mistakes[day] ??= detail;
  }
  return mistakes;
}
