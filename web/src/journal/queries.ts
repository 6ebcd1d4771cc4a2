/** Asking for the journal, its seals and its key, and having it verified. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Query } from "../api/client";
import type { JournalEvent, JournalKey, Page, Seal, Verification } from "../api/types";

/** Lists want an id for each row: an event's is its place. */
export type EventRow = JournalEvent & { id: number };
export type SealRow = Seal & { id: number };

export const eventsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["journal", "events", query],
    queryFn: ({ signal }) => api.get<Page<JournalEvent>>("/journal/events", query, signal),
    select: (page): Page<EventRow> => ({
      ...page,
      items: page.items.map((row) => ({ ...row, id: row.seq })),
    }),
    placeholderData: keepPreviousData,
  });

/** One event by its place; what is written stays as it is. */
export const eventQuery = (seq: number) =>
  queryOptions({
    queryKey: ["journal", "event", seq],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<JournalEvent>>(
        "/journal/events",
        { after_seq: seq - 1, limit: 1, sort: "seq" },
        signal,
      );
      return page.items.find((event) => event.seq === seq) ?? null;
    },
  });

export const sealsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["journal", "seals", query],
    queryFn: ({ signal }) => api.get<Page<Seal>>("/journal/seals", query, signal),
    select: (page): Page<SealRow> => ({
      ...page,
      items: page.items.map((row) => ({ ...row, id: row.number })),
    }),
    placeholderData: keepPreviousData,
  });

export const journalKeyQuery = queryOptions({
  queryKey: ["journal-key"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => api.get<JournalKey>("/journal/key", {}, signal),
});

export const verifyJournal = (ticketId?: number) =>
  api.post<Verification>("/journal/verify", undefined, { ticket_id: ticketId });
