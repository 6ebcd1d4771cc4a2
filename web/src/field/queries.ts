/** Asking for visits, and taking their steps. */
import { queryOptions } from "@tanstack/react-query";
import { api, type Query } from "../api/client";
import type { Page, ServiceReport, Visit, VisitBodies, VisitStep } from "../api/types";

export const visitsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["visits", "list", query],
    queryFn: ({ signal }) => api.get<Page<Visit>>("/visits", query, signal),
  });

export const visitQuery = (id: number) =>
  queryOptions({
    queryKey: ["visits", "detail", id],
    queryFn: ({ signal }) => api.get<Visit>(`/visits/${id}`, {}, signal),
  });

export const reportQuery = (id: number) =>
  queryOptions({
    queryKey: ["visits", "report", id],
    queryFn: ({ signal }) => api.get<ServiceReport>(`/visits/${id}/report`, {}, signal),
  });

export const createVisit = (visit: { ticket_id: number; engineer_id: number; planned_at?: string }) =>
  api.post<Visit>("/visits", visit);

export const takeStep = <S extends VisitStep>(id: number, step: S, body: VisitBodies[S]) =>
  api.post<Visit>(`/visits/${id}/${step}`, body);
