/** Asking for tickets and clocks, and acting on tickets. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Query } from "../api/client";
import type {
  Acknowledgement,
  ActionBodies,
  NewTicket,
  Page,
  RunningClock,
  Ticket,
  TicketAction,
  TicketDetail,
  TimelineEntry,
} from "../api/types";

export const ticketsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["tickets", "list", query],
    queryFn: ({ signal }) => api.get<Page<Ticket>>("/tickets", query, signal),
    placeholderData: keepPreviousData,
  });

export const ticketQuery = (id: number) =>
  queryOptions({
    queryKey: ["tickets", "detail", id],
    queryFn: ({ signal }) => api.get<TicketDetail>(`/tickets/${id}`, {}, signal),
  });

export const timelineQuery = (id: number) =>
  queryOptions({
    queryKey: ["tickets", "timeline", id],
    queryFn: ({ signal }) => api.get<{ items: TimelineEntry[] }>(`/tickets/${id}/timeline`, {}, signal),
  });

export const runningClocksQuery = (limit: number) =>
  queryOptions({
    queryKey: ["clocks", limit],
    queryFn: ({ signal }) => api.get<{ items: RunningClock[] }>("/clocks", { running: true, limit }, signal),
  });

export const createTicket = (ticket: NewTicket) => api.post<TicketDetail>("/tickets", ticket);

export const actOnTicket = <A extends TicketAction>(id: number, action: A, body: ActionBodies[A]) =>
  api.post<TicketDetail>(`/tickets/${id}/${action}`, body);

export const acknowledgementQuery = (token: string) =>
  queryOptions({
    queryKey: ["acknowledgement", token],
    queryFn: ({ signal }) =>
      api.get<Acknowledgement>(`/acknowledgements/${encodeURIComponent(token)}`, {}, signal),
  });
export const acknowledgeByLink = (token: string) =>
  api.post<Acknowledgement>(`/acknowledgements/${encodeURIComponent(token)}`);
