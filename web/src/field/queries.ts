/** Asking for visits, and taking their steps. */
import { queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../api/client";
import type { ListQuery, NewVisit, ServiceReport, Visit, VisitBodies, VisitStep } from "../api/types";

export const visitsQuery = (query: ListQuery<"/api/v1/visits">) =>
  queryOptions({
    queryKey: ["visits", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/visits", { params: { query: asked(query) }, signal })),
  });

export const visitQuery = (id: number) =>
  queryOptions({
    queryKey: ["visits", "detail", id],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/visits/{id}", { params: { path: { id } }, signal })),
  });

export const reportQuery = (id: number) =>
  queryOptions({
    queryKey: ["visits", "report", id],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/visits/{id}/report", { params: { path: { id } }, signal }),
      )) as ServiceReport,
  });

export const createVisit = (body: NewVisit) => ask(client.POST("/api/v1/visits", { body }));

export const takeStep = <S extends VisitStep>(id: number, step: S, body: VisitBodies[S]): Promise<Visit> =>
  // Each step has its own address and body; `VisitBodies` holds them together.
  ask(
    client.POST(`/api/v1/visits/{id}/${step}` as "/api/v1/visits/{id}/work", {
      params: { path: { id } },
      body: body as VisitBodies["work"],
    }),
  );
