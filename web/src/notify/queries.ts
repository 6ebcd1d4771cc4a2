/** Asking for messages, the inbox and channels. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Inbox } from "../api/types";

export const inboxQuery = queryOptions({
  queryKey: ["inbox"],
  queryFn: ({ signal }) => api.get<Inbox>("/inbox", {}, signal),
});
