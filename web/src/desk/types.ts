/** Tickets: one piece of promised work each, with its level, clocks and timeline. */
import type { Schemas, Written } from "../api/written";

/** Severity as the service plan defines it; 1 is worst. */
export type Level = Schemas["Level"];
export const LEVELS = [1, 2, 3] as const satisfies readonly Level[];

/** What makes a level, and how each is called. */
export type LevelDefinitions = Omit<Written<Schemas["Levels"]>, "levels" | "guard_level"> & {
  levels: (Omit<Written<Schemas["LevelDefinition"]>, "level"> & { level: Level })[];
  guard_level: Level;
};

export type TicketKind = Schemas["TicketKind"];
export const TICKET_KINDS = [
  "fault",
  "question",
  "complaint",
  "finding",
  "task",
] as const satisfies readonly TicketKind[];

export type TicketState = Schemas["TicketState"];
export const TICKET_STATES = [
  "open",
  "acknowledged",
  "restored",
  "resolved",
  "closed",
  "cancelled",
] as const satisfies readonly TicketState[];

export type ClockKind = Schemas["ClockKind"];
export const CLOCK_KINDS = [
  "respond",
  "arrive",
  "restore",
  "resolve",
  "report",
  "update",
  "third_party",
] as const satisfies readonly ClockKind[];
/** Those that follow one another: the columns of the table of promised times. */
export const MAIN_CLOCKS = [
  "respond",
  "arrive",
  "restore",
  "resolve",
] as const satisfies readonly ClockKind[];
export type Clock = Written<Schemas["Clock"]>;
export type TicketClock = Written<Schemas["TicketClockItem"]>;
export type ClockExplanation = Written<Schemas["ClockExplanation"]>;
export type TicketPause = Written<Schemas["TicketPauseItem"]>;
export type EvidenceFile = Written<Schemas["EvidenceFile"]>;
export type RunningClock = Written<Schemas["ClockItem"]>;

export type TicketAction = Schemas["TicketAction"];
export type Ticket = Written<Schemas["Ticket"]>;
export type TicketDetail = Omit<Written<Schemas["TicketDetail"]>, "devices"> & { devices: TicketDevice[] };
export type TicketDevice = Omit<Written<Schemas["TicketDevice"]>, "state_when_opened"> & {
  state_when_opened: Schemas["WatchState"];
};
export type NewTicket = Schemas["NewTicket"];
export type TimelineEntry = Omit<Written<Schemas["TimelineItem"]>, "actor"> & { actor: Actor };
export type Actor = Omit<Written<Schemas["TimelineActor"]>, "kind"> & { kind: "person" | "system" | "link" };
export type Acknowledgement = Written<Schemas["Acknowledgement"]>;

/** What each action needs to be told. */
export interface ActionBodies {
  acknowledge: Schemas["TicketVersion"];
  assign: Schemas["TicketAssignment"];
  level: Schemas["TicketLevelChange"];
  note: Schemas["TicketNote"];
  pause: Schemas["TicketPause"];
  resume: Schemas["TicketVersion"];
  prove: Schemas["TicketPauseEvidence"];
  dispute: Schemas["TicketPauseDispute"];
  decide: Schemas["TicketPauseDecision"];
  contract: Schemas["TicketReason"];
  correct: Schemas["TicketReason"];
  report: Schemas["TicketWord"];
  ask_third_party: Schemas["TicketThirdParty"];
  hear_third_party: Schemas["TicketWord"];
  restore: Schemas["TicketRestoration"];
  resolve: Schemas["TicketResolution"];
  confirm: Schemas["TicketConfirmationBody"];
  reject: Schemas["TicketReason"];
  reopen: Schemas["TicketReason"];
  cancel: Schemas["TicketReason"];
}
