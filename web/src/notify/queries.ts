/** Asking for messages, the inbox and channels. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Query } from "../api/client";
import type { Inbox, Message, Page, Trial, Webhook, WebhookChange } from "../api/types";

/** What the bell counts; the page of the inbox asks for pages of its own. */
export const inboxQuery = queryOptions({
  queryKey: ["inbox", "bell"],
  queryFn: ({ signal }) => api.get<Inbox>("/inbox", { limit: 1 }, signal),
});
export const inboxPageQuery = (query: Query) =>
  queryOptions({
    queryKey: ["inbox", "list", query],
    queryFn: ({ signal }) => api.get<Inbox>("/inbox", query, signal),
    placeholderData: keepPreviousData,
  });
export const readMessage = (id: number) => api.post<void>(`/inbox/${id}/read`);
export const readAll = () => api.post<void>("/inbox/read-all");

export const messagesQuery = (query: Query) =>
  queryOptions({
    queryKey: ["messages", query],
    queryFn: ({ signal }) => api.get<Page<Message>>("/messages", query, signal),
    placeholderData: keepPreviousData,
  });
export const retryMessage = (id: number) => api.post<Message>(`/messages/${id}/retry`);

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => api.get<Page<Webhook>>("/webhooks", {}, signal),
});
export const createWebhook = (webhook: WebhookChange) => api.post<Webhook>("/webhooks", webhook);
export const changeWebhook = (id: number, change: WebhookChange) =>
  api.patch<Webhook>(`/webhooks/${id}`, change);
export const deleteWebhook = (id: number) => api.delete(`/webhooks/${id}`);
export const testWebhook = (id: number) => api.post<Trial>(`/webhooks/${id}/test`);
export const testMail = (to: string) => api.post<Trial>("/mail/test", { to });
