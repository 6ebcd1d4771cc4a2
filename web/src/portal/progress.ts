/** How far a fault has come, as the customer sees it: stations, each reached or not, and none claimed that was not reached. */
import type { Ticket, Visit } from "../api/types";

export const STATIONS = ["reported", "acknowledged", "on_site", "restored", "confirmed"] as const;
export type Station = (typeof STATIONS)[number];

const RESTORED: Ticket["state"][] = ["restored", "resolved", "closed"];

/**
 * The stations to show, and whether each was reached. Being on site is known only from the visits; a fault that was restored from
 * afar never had that station, so it is left out then.
 */
export function stations(
  ticket: Pick<Ticket, "state" | "owner">,
  visits?: Pick<Visit, "arrived_at">[],
): { station: Station; done: boolean }[] {
  const restored = RESTORED.includes(ticket.state);
  const arrived = visits?.some((visit) => visit.arrived_at !== null) ?? false;
  const done: Record<Station, boolean> = {
    reported: true,
    // Restored by itself before anybody took it up: nobody needs to any more.
    acknowledged: ticket.state !== "open" && (ticket.owner !== null || !restored),
    on_site: arrived,
    restored,
    confirmed: ticket.state === "closed",
  };
  const shown = (station: Station) => {
    if (station === "on_site") return visits !== undefined && (arrived || !restored);
    return station !== "acknowledged" || done.acknowledged || !restored;
  };
  return STATIONS.filter(shown).map((station) => ({ station, done: done[station] }));
}

/** Waiting for the customer's word: what runs again may be confirmed, whether or not its cause is written down already. */
export function needsWord(ticket: Ticket): boolean {
  return ticket.state === "restored" || ticket.state === "resolved";
}
