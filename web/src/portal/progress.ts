/** How far a fault has come, as the customer sees it: five stations, each reached or not. */
import type { Ticket, TicketDetail } from "../api/types";

export const STATIONS = ["reported", "acknowledged", "on_site", "restored", "confirmed"] as const;
export type Station = (typeof STATIONS)[number];

/** The number of stations that were reached, 1 to 5; 0 for a cancelled ticket. */
export function reached(ticket: Ticket, clocks?: TicketDetail["clocks"]): number {
  switch (ticket.state) {
    case "cancelled":
      return 0;
    case "open":
      return 1;
    case "acknowledged":
      return clocks?.some((clock) => clock.kind === "arrive" && clock.stopped_at !== null) ? 3 : 2;
    case "restored":
    case "resolved":
      return 4;
    case "closed":
      return 5;
  }
}

/** Waiting for the customer's word. */
export function needsWord(ticket: Ticket): boolean {
  return ticket.state === "resolved";
}
