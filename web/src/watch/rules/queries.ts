/** Asking for rules, writing them, and playing one back. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../../api/client";
import type { ListQuery, Page } from "../../api/types";
import type { AlertRule, Definition, Episode, NewAlertRule } from "./types";

export const alertRulesQuery = (query: ListQuery<"/api/v1/alert-rules">) =>
  queryOptions({
    queryKey: ["alert-rules", query],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/alert-rules", { params: { query: asked(query) }, signal }),
      )) as Page<AlertRule>,
    placeholderData: keepPreviousData,
  });
export const enterRule = async (body: NewAlertRule) =>
  (await ask(client.POST("/api/v1/alert-rules", { body }))) as AlertRule;
export const changeRule = async (id: number, body: NewAlertRule & { version: number }) =>
  (await ask(client.PUT("/api/v1/alert-rules/{id}", { params: { path: { id } }, body }))) as AlertRule;
export const removeRule = (id: number, version: number) =>
  ask(client.DELETE("/api/v1/alert-rules/{id}", { params: { path: { id }, query: { version } } }));

/** When a rule would have been broken on a device in the last `days`. */
export const playedBackQuery = (device_id: number, definition: Definition, days: number) =>
  queryOptions({
    queryKey: ["alert-rule-preview", device_id, definition, days],
    queryFn: async ({ signal }) =>
      (await ask(
        client.POST("/api/v1/alert-rules/preview", { body: { device_id, definition, days }, signal }),
      )) as Page<Episode>,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
