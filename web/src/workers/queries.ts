/** Asking how the reconcilers fare. */
import { queryOptions } from "@tanstack/react-query";
import { ask, client } from "../api/client";
import type { Worker } from "../api/types";

export const workersQuery = queryOptions({
  queryKey: ["workers"],
  refetchInterval: 5000,
  queryFn: async ({ signal }) =>
    (await ask(client.GET("/api/v1/workers", { signal }))) as { items: Worker[] },
});
export const runWorker = (name: string) =>
  ask(client.POST("/api/v1/workers/{name}/run", { params: { path: { name } } }));
