/** Visits: going there, working, and the customer's signature before leaving. */
import type { Schemas, Written } from "../api/written";
import type { TicketDetail, TimelineEntry } from "../desk/types";

export type VisitState = Schemas["VisitState"];
export type Position = Schemas["Position"];
export type Visit = Written<Schemas["Visit"]>;
export type NewVisit = Schemas["NewVisit"];

/** What each step needs to be told. */
export interface VisitBodies {
  "set-out": Schemas["VisitPlace"];
  arrive: Schemas["VisitPlace"];
  work: Schemas["VisitWorkBody"];
  restored: Schemas["VisitRestoration"];
  confirm: Schemas["VisitConfirmationBody"];
  leave: Schemas["VisitVersion"];
  cancel: Schemas["VisitReason"];
}
export type VisitStep = keyof VisitBodies;

/** Everything the printable service report shows. */
export type ServiceReport = Omit<Written<Schemas["ServiceReport"]>, "ticket" | "timeline"> & {
  ticket: TicketDetail;
  timeline: TimelineEntry[];
};
