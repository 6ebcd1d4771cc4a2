/** Asking how the reconcilers fare. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Worker } from "../api/types";

export const workersQuery = queryOptions({
  queryKey: ["workers"],
  refetchInterval: 5000,
  queryFn: ({ signal }) => api.get<{ items: Worker[] }>("/workers", {}, signal),
});
export const runWorker = (name: string) => api.post<void>(`/workers/${encodeURIComponent(name)}/run`);
