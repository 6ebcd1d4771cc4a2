/** Where a ticket is, for a line beneath its title. */
import type { Ticket } from "../api/types";

/** The site, else the customer; nothing when the title says it already, as the titles of alarms do. */
export function placeBeside(ticket: Pick<Ticket, "title" | "site" | "customer">): string | null {
  const place = ticket.site?.name ?? ticket.customer.name;
  return ticket.title.includes(place) ? null : place;
}
