/** Tickets: one piece of promised work each, with its level, clocks and timeline. */
import type { Named } from "../archive/types";
import type { StateOfDevice } from "../watch/types";

export const LEVELS = [1, 2, 3] as const;
/** Severity as the service plan defines it; 1 is worst. */
export type Level = (typeof LEVELS)[number];

export const TICKET_KINDS = ["fault", "question", "complaint", "finding", "task"] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];
export type TicketSource = "alarm" | "staff" | "customer";

export const TICKET_STATES = ["open", "acknowledged", "restored", "resolved", "closed", "cancelled"] as const;
export type TicketState = (typeof TICKET_STATES)[number];

export const CLOCK_KINDS = ["respond", "arrive", "restore", "resolve"] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];
export type ClockState = "running" | "paused" | "met" | "breached" | "late_met";

export interface Clock {
  kind: ClockKind;
  target_seconds: number;
  started_at: string;
  due_at: string | null;
  stopped_at: string | null;
  state: ClockState;
  elapsed_seconds: number;
  remaining_seconds: number | null;
  paused_seconds: number;
}

export interface Ticket {
  id: number;
  number: string;
  kind: TicketKind;
  source: TicketSource;
  title: string;
  level: Level;
  proposed_level: Level;
  state: TicketState;
  customer: Named;
  site: Named | null;
  device: Named | null;
  owner: Named | null;
  opened_at: string;
  closed_at: string | null;
  version: number;
  /** The clocks stand still, with proof. */
  paused: boolean;
  next_clock: { kind: ClockKind; due_at: string | null; state: ClockState } | null;
}

/** Why something may not be done now, said so that the reader knows what to do first. */
export interface WhyNot {
  code: string;
  detail: string;
}
export interface Action<Name extends string = string> {
  action: Name;
  allowed: boolean;
  why_not: WhyNot | null;
}

export const TICKET_ACTIONS = [
  "acknowledge",
  "assign",
  "level",
  "note",
  "pause",
  "resume",
  "restore",
  "resolve",
  "confirm",
  "reject",
  "reopen",
  "cancel",
] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

export interface LevelChange {
  at: string;
  from: Level | null;
  to: Level;
  by: string;
  reason: string;
}

export interface Call {
  person: Named;
  step: number;
  at: string;
  state: "calling" | "acknowledged" | "passed_on" | "skipped";
  /** Why this person was called, in a sentence. */
  because: string;
}

export interface TicketDetail extends Ticket {
  description: string;
  proposed_reason: string;
  contract: { id: number; name: string; version: number } | null;
  clocks: Clock[];
  devices: { id: number; name: string; state_when_opened: StateOfDevice }[];
  levels: LevelChange[];
  actions: Action[];
  confirmation: { signed_by: string; at: string; satisfied: boolean; comment: string | null } | null;
  calls: Call[];
  next_call_at: string | null;
  /** Somebody said that it is restored; monitoring has not proved it yet. */
  restore_claimed: boolean;
}

export interface NewTicket {
  kind: TicketKind;
  title: string;
  description?: string;
  /** Staff say whose it is; a customer's own is implied. */
  customer_id?: number;
  site_id?: number;
  device_id?: number;
  level?: Level;
  reason?: string;
  business_stopped_minutes?: number;
  data_lost?: boolean;
  paralysis_risk?: boolean;
}

export interface Actor {
  kind: "person" | "system" | "link";
  id: number | null;
  name: string;
}

export interface TimelineEntry {
  seq: number;
  at: string;
  recorded_at: string;
  kind: string;
  actor: Actor;
  text: string;
  body: Record<string, unknown>;
}

export interface RunningClock {
  ticket: { id: number; number: string; title: string; level: Level; customer: Named };
  clock: Clock;
}

export interface Acknowledgement {
  ticket: {
    number: string;
    title: string;
    level: Level;
    customer: string;
    site: string | null;
    opened_at: string;
  };
  person: string;
  state: "open" | "used" | "expired" | "taken";
}

export interface ActionBodies {
  acknowledge: { version: number };
  assign: { version: number; owner_id: number };
  level: { version: number; level: Level; reason: string };
  note: { text: string; visibility: "internal" | "customer" };
  pause: { version: number; reason: string; requester: string; evidence: string };
  resume: { version: number };
  restore: { version: number; text: string };
  resolve: { version: number; cause: string; solution: string };
  confirm: { version: number; signed_by: string; satisfied: boolean; comment?: string };
  reject: { version: number; reason: string };
  reopen: { version: number; reason: string };
  cancel: { version: number; reason: string };
}
