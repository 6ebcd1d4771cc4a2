/** Asking for escalation policies, forecasts, rehearsals and the audit. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, client } from "../api/client";
import type { EscalationPlan, MessageTemplateChange } from "./types";

export const policiesQuery = queryOptions({
  queryKey: ["calling", "policies"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/escalation-policies", { signal })),
});
export const policyVersionsQuery = (id: number) =>
  queryOptions({
    queryKey: ["calling", "policies", id],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/escalation-policies/{id}", { params: { path: { id } }, signal })),
  });
export const writePolicy = (body: { name: string; plan: EscalationPlan; reason: string }) =>
  ask(client.POST("/api/v1/escalation-policies", { body }));
export const rewritePolicy = (
  id: number,
  body: { version: number; name: string; plan: EscalationPlan; reason: string },
) => ask(client.PUT("/api/v1/escalation-policies/{id}", { params: { path: { id } }, body }));

export const usesQuery = queryOptions({
  queryKey: ["calling", "uses"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/escalation-uses", { signal })),
});
export const setUse = (body: {
  contract_id: number | null;
  level: 1 | 2 | 3 | null;
  policy_id: number | null;
}) => ask(client.PUT("/api/v1/escalation-uses", { body }));

/** `at`: an instant; the present one when left out. */
export const forecastQuery = (customer: number, level: number, at: string | undefined) =>
  queryOptions({
    queryKey: ["calling", "forecast", customer, level, at],
    queryFn: ({ signal }) =>
      ask(
        client.GET("/api/v1/calling/forecast", {
          params: { query: { customer_id: customer, level, ...(at ? { at } : {}) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const rehearsalsQuery = queryOptions({
  queryKey: ["calling", "rehearsals"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/calling/rehearsals", { signal })),
});
export const rehearse = () => ask(client.POST("/api/v1/calling/rehearsals"));
export const auditQuery = queryOptions({
  queryKey: ["calling", "audit"],
  refetchInterval: 60_000,
  queryFn: ({ signal }) => ask(client.GET("/api/v1/calling/audit", { signal })),
});

export const templatesQuery = queryOptions({
  queryKey: ["calling", "templates"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/message-templates", { signal })),
});
export const writeTemplate = (notice: string, body: MessageTemplateChange) =>
  ask(client.PUT("/api/v1/message-templates/{notice}", { params: { path: { notice } }, body }));
