/** Calendars of working time: when there is service. */
import type { Schemas, Written } from "../api/written";

export type Calendar = Written<Schemas["CalendarItem"]>;
/** What is written down; `windows` absent means a make-up working day with Monday's windows. */
export type CalendarDefinition = Schemas["CalendarDefinition"];
export type CalendarException = Schemas["CalendarException"];
export type CalendarDetail = Calendar & { definition: CalendarDefinition; reason: string };
export type CalendarVersion = Written<Schemas["CalendarVersion"]>;
export type CalendarYear = Written<Schemas["CalendarYear"]>;
export type CalendarDay = Written<Schemas["CalendarDay"]>;
export type CalendarDayKind = Schemas["CalendarDayKind"];
export type CalendarProposal = Omit<Written<Schemas["CalendarProposal"]>, "definition"> & {
  definition: CalendarDefinition;
};
export type DueAnswer = Written<Schemas["DueAnswer"]>;
export type IcalReading = Schemas["IcalReading"];

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
export const DAY_KINDS = [
  "working",
  "free",
  "off",
  "make_up",
  "changed",
  "unannounced",
] as const satisfies readonly CalendarDayKind[];
