/** Asking for messages, the inbox and channels. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../api/client";
import type {
  Gateway,
  GatewayChange,
  ListQuery,
  NewGateway,
  NewMessageRules,
  NewWebhook,
  WebhookChange,
} from "../api/types";

/** What the bell counts; the page of the inbox asks for pages of its own. */
export const inboxQuery = queryOptions({
  queryKey: ["inbox", "bell"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/inbox", { params: { query: { limit: 1 } }, signal })),
});
export const inboxPageQuery = (query: ListQuery<"/api/v1/inbox">) =>
  queryOptions({
    queryKey: ["inbox", "list", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/inbox", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const readMessage = (id: number) =>
  ask(client.POST("/api/v1/inbox/{id}/read", { params: { path: { id } } }));
export const readAll = () => ask(client.POST("/api/v1/inbox/read-all"));

export const messagesQuery = (query: ListQuery<"/api/v1/messages">) =>
  queryOptions({
    queryKey: ["messages", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/messages", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });
export const retryMessage = (id: number) =>
  ask(client.POST("/api/v1/messages/{id}/retry", { params: { path: { id } } }));

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/webhooks", { signal })),
});
export const createWebhook = (body: NewWebhook) => ask(client.POST("/api/v1/webhooks", { body }));
export const changeWebhook = (id: number, body: WebhookChange) =>
  ask(client.PATCH("/api/v1/webhooks/{id}", { params: { path: { id } }, body }));
export const deleteWebhook = (id: number) =>
  ask(client.DELETE("/api/v1/webhooks/{id}", { params: { path: { id } } }));
export const testWebhook = (id: number) =>
  ask(client.POST("/api/v1/webhooks/{id}/test", { params: { path: { id } } }));
export const testMail = (to: string) => ask(client.POST("/api/v1/mail/test", { body: { to } }));

export const gatewaysQuery = queryOptions({
  queryKey: ["gateways"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/gateways", { signal })),
  select: (page) => page.items as Gateway[],
});
export const createGateway = (body: NewGateway) => ask(client.POST("/api/v1/gateways", { body }));
export const changeGateway = (id: number, body: GatewayChange) =>
  ask(client.PATCH("/api/v1/gateways/{id}", { params: { path: { id } }, body }));
export const deleteGateway = (id: number) =>
  ask(client.DELETE("/api/v1/gateways/{id}", { params: { path: { id } } }));
export const testGateway = (id: number, to?: string) =>
  ask(client.POST("/api/v1/gateways/{id}/test", { params: { path: { id } }, body: { to: to ?? null } }));

export const messageRulesQuery = (person: number) =>
  queryOptions({
    queryKey: ["message-rules", person],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/people/{id}/message-rules", { params: { path: { id: person } }, signal })),
  });
export const keepMessageRules = (person: number, body: NewMessageRules) =>
  ask(client.PUT("/api/v1/people/{id}/message-rules", { params: { path: { id: person } }, body }));
export const forgetMessageRules = (person: number) =>
  ask(client.DELETE("/api/v1/people/{id}/message-rules", { params: { path: { id: person } } }));
