/** Asking for calendars, and writing them. What is asked about a definition is worked out by the server and not kept. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../api/client";
import type {
  CalendarDefinition,
  CalendarDetail,
  CalendarProposal,
  IcalReading,
  ListQuery,
} from "../api/types";

export const calendarsQuery = (query: ListQuery<"/api/v1/calendars">) =>
  queryOptions({
    queryKey: ["calendars", "list", query],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/calendars", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const calendarQuery = (id: number, version?: number) =>
  queryOptions({
    queryKey: ["calendars", "detail", id, version ?? null],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/calendars/{id}", { params: { path: { id }, query: { version } }, signal }),
      )) as CalendarDetail,
  });
export const calendarVersionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["calendars", "versions", id],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/calendars/{id}/versions", { params: { path: { id } }, signal })),
  });
export const holidayListsQuery = queryOptions({
  queryKey: ["calendars", "holidays"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => ask(client.GET("/api/v1/calendars/holidays", { signal })),
});
export const yearQuery = (definition: CalendarDefinition, year: number) =>
  queryOptions({
    queryKey: ["calendar-year", definition, year],
    queryFn: ({ signal }) =>
      ask(client.POST("/api/v1/calendars/year", { body: { of: { definition }, year }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export interface DueQuestion {
  start: string;
  target: string;
  pauses: { from: string; to: string }[];
  at: string;
}
export const dueQuery = (definition: CalendarDefinition, { start, target, pauses, at }: DueQuestion) =>
  queryOptions({
    queryKey: ["calendar-due", definition, start, target, pauses, at],
    queryFn: ({ signal }) =>
      ask(
        client.POST("/api/v1/calendars/due", {
          body: {
            of: { definition },
            start,
            target,
            at: at || undefined,
            pauses: pauses
              .filter(({ from }) => from)
              .map(({ from, to }) => ({ from, to: to || undefined, reason: "" })),
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const createCalendar = (name: string, definition: CalendarDefinition, reason: string) =>
  ask(client.POST("/api/v1/calendars", { body: { name, definition, reason } }));
export const changeCalendar = (
  id: number,
  change: { version: number; name: string; definition: CalendarDefinition; reason: string },
) => ask(client.PATCH("/api/v1/calendars/{id}", { params: { path: { id } }, body: change }));
export const readFile = async (text: string, definition: CalendarDefinition) =>
  (await ask(
    client.POST("/api/v1/calendars/read-file", { body: { text, into: { definition } } }),
  )) as CalendarProposal;
export const readIcal = async (text: string, definition: CalendarDefinition, reading: IcalReading) =>
  (await ask(
    client.POST("/api/v1/calendars/read-ical", { body: { text, into: { definition }, reading } }),
  )) as CalendarProposal;
