/** Visits: going there, working, and the customer's signature before leaving. */
import type { Contract, Customer, Device, Named } from "../archive/types";
import type { Action, Level, TicketDetail, TimelineEntry } from "../desk/types";

export const VISIT_STATES = [
  "planned",
  "set_out",
  "arrived",
  "restored",
  "confirmed",
  "left",
  "cancelled",
] as const;
export type VisitState = (typeof VISIT_STATES)[number];

export interface Position {
  latitude: number;
  longitude: number;
  accuracy_metres: number;
}

export interface Visit {
  id: number;
  ticket: { id: number; number: string; title: string; level: Level };
  customer: Named;
  site: {
    id: number;
    name: string;
    address: string | null;
    latitude: number | null;
    longitude: number | null;
  } | null;
  engineer: Named;
  state: VisitState;
  planned_at: string | null;
  set_out_at: string | null;
  arrived_at: string | null;
  restored_at: string | null;
  confirmed_at: string | null;
  left_at: string | null;
  work: { at: string; text: string }[];
  confirmation: { signed_by: string; at: string; position: Position | null } | null;
  actions: Action[];
  version: number;
}

export interface VisitBodies {
  "set-out": { version: number; position?: Position };
  arrive: { version: number; position?: Position };
  work: { text: string };
  restored: { version: number; text: string };
  confirm: {
    version: number;
    signed_by: string;
    /** `data:image/png;base64,…` */
    signature: string;
    satisfied: boolean;
    comment?: string;
    position?: Position;
  };
  leave: { version: number };
  cancel: { version: number; reason: string };
}
export type VisitStep = keyof VisitBodies;

/** Everything the printable service report shows. */
export interface ServiceReport {
  visit: Visit;
  ticket: TicketDetail;
  device: Device | null;
  customer: Customer;
  contract: Contract | null;
  timeline: TimelineEntry[];
  signature_url: string | null;
}
