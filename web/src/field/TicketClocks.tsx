/** The ticket's clocks on the visit's page: the engineer sees what was promised while working. */
import { useQuery } from "@tanstack/react-query";
import { Clocks } from "../desk/Clocks";
import "../desk/desk.css";
import { ticketQuery } from "../desk/queries";

export function TicketClocks({ ticketId }: { ticketId: number }) {
  const { data } = useQuery(ticketQuery(ticketId));
  return data ? <Clocks ticketId={ticketId} clocks={data.clocks} /> : null;
}
