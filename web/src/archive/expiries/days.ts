/** Counting civil days; no zone is involved. */

/** Whole days from today until the last day; negative when it has passed. */
export const daysLeft = (endsOn: string, today: string): number =>
  Math.round((Date.parse(`${endsOn}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);

/** A day so many days after another. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export type Standing = "over" | "soon" | "fine";

/** Whether it has passed, or is to be warned of; nobody is warned where the warning is 0. */
export function standing(left: number, warnDays: number): Standing {
  if (left < 0) return "over";
  return warnDays > 0 && left <= warnDays ? "soon" : "fine";
}
