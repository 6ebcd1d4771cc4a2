/** Asking for templates, writing them, and trying one. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, client } from "../../api/client";
import type { Page } from "../../api/types";
import type { BuiltInTemplate, CheckTemplate, NewCheckTemplate, TemplateTrial, Tried } from "./types";

export const ownTemplatesQuery = queryOptions({
  queryKey: ["check-templates", "own"],
  queryFn: async ({ signal }) =>
    (await ask(
      client.GET("/api/v1/check-templates", { params: { query: { limit: 200 } }, signal }),
    )) as Page<CheckTemplate>,
});
export const builtInQuery = queryOptions({
  queryKey: ["check-templates-built-in"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) =>
    (await ask(client.GET("/api/v1/check-templates/built-in", { signal }))) as Page<BuiltInTemplate>,
});
export const templateQuery = (id: number) =>
  queryOptions({
    queryKey: ["check-templates", "detail", id],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/check-templates/{id}", { params: { path: { id } }, signal }),
      )) as CheckTemplate,
  });
/** What a text would do. The devices that it fits change with the archive. */
export const triedQuery = (trial: TemplateTrial) =>
  queryOptions({
    queryKey: ["devices", "template-trial", trial],
    staleTime: 30_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: async ({ signal }) =>
      (await ask(client.POST("/api/v1/check-templates/try", { body: trial, signal }))) as Tried,
  });
export const enterTemplate = async (body: NewCheckTemplate) =>
  (await ask(client.POST("/api/v1/check-templates", { body }))) as CheckTemplate;
export const changeTemplate = async (id: number, body: NewCheckTemplate & { version: number }) =>
  (await ask(
    client.PUT("/api/v1/check-templates/{id}", { params: { path: { id } }, body }),
  )) as CheckTemplate;
export const removeTemplate = (id: number, version: number) =>
  ask(client.DELETE("/api/v1/check-templates/{id}", { params: { path: { id }, query: { version } } }));
