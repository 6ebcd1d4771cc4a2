/** Asking for the journal, its seals and its key, and having it verified. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../api/client";
import type { JournalEvent, ListQuery, Page, Seal } from "../api/types";

/** Lists want an id for each row: an event's is its place. */
export type EventRow = JournalEvent & { id: number };
export type SealRow = Seal & { id: number };

export const eventsQuery = (query: ListQuery<"/api/v1/journal/events">) =>
  queryOptions({
    queryKey: ["journal", "events", query],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/journal/events", { params: { query: asked(query) }, signal }),
      )) as Page<JournalEvent>,
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
      const page = (await ask(
        client.GET("/api/v1/journal/events", {
          params: { query: { after_seq: seq - 1, limit: 1, sort: "seq" } },
          signal,
        }),
      )) as Page<JournalEvent>;
      return page.items.find((event) => event.seq === seq) ?? null;
    },
  });

export const sealsQuery = (query: ListQuery<"/api/v1/journal/seals">) =>
  queryOptions({
    queryKey: ["journal", "seals", query],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/journal/seals", { params: { query: asked(query) }, signal })),
    select: (page): Page<SealRow> => ({
      ...page,
      items: page.items.map((row) => ({ ...row, id: row.number })),
    }),
    placeholderData: keepPreviousData,
  });

export const journalKeyQuery = queryOptions({
  queryKey: ["journal-key"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => ask(client.GET("/api/v1/journal/key", { signal })),
});

export const verifyJournal = (ticket_id?: number) =>
  ask(client.POST("/api/v1/journal/verify", { params: { query: { ticket_id } } }));
