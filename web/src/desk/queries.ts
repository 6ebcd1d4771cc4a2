/** Asking for tickets and clocks, and acting on tickets. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { asItIs, ask, asked, client } from "../api/client";
import type {
  ActionBodies,
  LevelDefinitions,
  ListQuery,
  NewTicket,
  TicketAction,
  TicketDetail,
  TimelineEntry,
} from "../api/types";
import type { Schemas } from "../api/written";

export const ticketsQuery = (query: ListQuery<"/api/v1/tickets">) =>
  queryOptions({
    queryKey: ["tickets", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/tickets", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });

export const ticketQuery = (id: number) =>
  queryOptions({
    queryKey: ["tickets", "detail", id],
    queryFn: async ({ signal }) =>
      (await ask(client.GET("/api/v1/tickets/{id}", { params: { path: { id } }, signal }))) as TicketDetail,
  });

export const timelineQuery = (id: number) =>
  queryOptions({
    queryKey: ["tickets", "timeline", id],
    queryFn: async ({ signal }) =>
      (await ask(client.GET("/api/v1/tickets/{id}/timeline", { params: { path: { id } }, signal }))) as {
        items: TimelineEntry[];
      },
  });

export const runningClocksQuery = (limit: number) =>
  queryOptions({
    queryKey: ["clocks", limit],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/clocks", { params: { query: { running: true, limit } }, signal })),
  });

/** What makes a level; asked once. */
export const levelsQuery = queryOptions({
  queryKey: ["levels"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => (await ask(client.GET("/api/v1/levels", { signal }))) as LevelDefinitions,
});
export const defineLevels = async (body: Schemas["NewLevels"]) =>
  (await ask(client.PUT("/api/v1/levels", { body }))) as LevelDefinitions;

/** Every clock of a ticket with every stretch of its time. */
export const explainedClocksQuery = (id: number) =>
  queryOptions({
    queryKey: ["tickets", "clocks", id],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/tickets/{id}/clocks", { params: { path: { id } }, signal })),
  });

export const clocksQuery = (query: ListQuery<"/api/v1/clocks">) =>
  queryOptions({
    queryKey: ["clocks", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/clocks", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });

/** Keeps a file that proves something; the answer's id is named where it is used. */
export const addTicketFile = (id: number, file: File) =>
  ask(
    client.POST("/api/v1/tickets/{id}/files", {
      params: { path: { id }, query: { name: file.name.slice(0, 200) } },
      ...asItIs(file, file.type || "application/octet-stream"),
    }),
  );

export const createTicket = (body: NewTicket) => ask(client.POST("/api/v1/tickets", { body }));

export const actOnTicket = async <A extends TicketAction>(id: number, action: A, body: ActionBodies[A]) =>
  // Each action has its own address and body; `ActionBodies` holds them together.
  (await ask(
    client.POST(`/api/v1/tickets/{id}/${action.replaceAll("_", "-")}` as "/api/v1/tickets/{id}/note", {
      params: { path: { id } },
      body: body as ActionBodies["note"],
    }),
  )) as TicketDetail;

export const acknowledgementQuery = (token: string) =>
  queryOptions({
    queryKey: ["acknowledgement", token],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/acknowledgements/{token}", { params: { path: { token } }, signal })),
  });
export const acknowledgeByLink = (token: string) =>
  ask(client.POST("/api/v1/acknowledgements/{token}", { params: { path: { token } } }));
