/** Asking what the watch sees. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../api/client";
import type { DeviceState, ListQuery, MaintenanceWindow, NewMaintenanceWindow, Page } from "../api/types";

export const fleetQuery = queryOptions({
  queryKey: ["fleet"],
  queryFn: ({ signal }) => ask(client.GET("/api/v1/fleet", { signal })),
});

/** States of the devices on one page of a list, by their ids. */
export const statesOfQuery = (ids: number[]) =>
  queryOptions({
    queryKey: ["device-states", "of", ids],
    enabled: ids.length > 0,
    queryFn: ({ signal }) =>
      ask(
        client.GET("/api/v1/device-states", {
          params: { query: { device_id: ids.join(","), limit: 200 } },
          signal,
        }),
      ),
    select: (page) => new Map<number, DeviceState>(page.items.map((item) => [item.device_id, item])),
    placeholderData: keepPreviousData,
  });

export const checksQuery = (device_id: number) =>
  queryOptions({
    queryKey: ["checks", device_id],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/checks", { params: { query: { device_id } }, signal })),
  });
export const tryCheck = (id: number) =>
  ask(client.POST("/api/v1/checks/{id}/try", { params: { path: { id } } }));

export const alarmsQuery = (query: ListQuery<"/api/v1/alarms">) =>
  queryOptions({
    queryKey: ["alarms", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/alarms", { params: { query: asked(query) }, signal })),
    placeholderData: keepPreviousData,
  });

export const seriesQuery = (device_id: number) =>
  queryOptions({
    queryKey: ["series", "list", device_id],
    staleTime: 60_000,
    queryFn: ({ signal }) => ask(client.GET("/api/v1/series", { params: { query: { device_id } }, signal })),
  });

/** The last `hours` hours of a series. */
export const pointsQuery = (id: number, hours: number) =>
  queryOptions({
    queryKey: ["series", "points", id, hours],
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const to = new Date();
      const from = new Date(to.getTime() - hours * 3_600_000);
      return ask(
        client.GET("/api/v1/series/{id}/points", {
          params: { path: { id }, query: { from: from.toISOString(), to: to.toISOString(), points: 300 } },
          signal,
        }),
      );
    },
  });

export const maintenanceQuery = (query: ListQuery<"/api/v1/maintenance">) =>
  queryOptions({
    queryKey: ["maintenance", "list", query],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/maintenance", { params: { query: asked(query) }, signal }),
      )) as Page<MaintenanceWindow>,
    placeholderData: keepPreviousData,
  });
export const windowQuery = (id: number) =>
  queryOptions({
    queryKey: ["maintenance", "detail", id],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/maintenance/{id}", { params: { path: { id } }, signal }),
      )) as MaintenanceWindow,
  });
/** When a window would be open, worked out by the server and not kept; it looks at the times alone. */
export const nextTimesQuery = (when: Pick<NewMaintenanceWindow, "starts_at" | "ends_at" | "rule" | "zone">) =>
  queryOptions({
    queryKey: ["maintenance-preview", when],
    queryFn: ({ signal }) =>
      ask(
        client.POST("/api/v1/maintenance/preview", {
          body: { ...when, customer_id: 0, name: "", reason: "", targets: [] },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
export const enterWindow = async (body: NewMaintenanceWindow) =>
  (await ask(client.POST("/api/v1/maintenance", { body }))) as MaintenanceWindow;
export const changeWindow = async (id: number, body: NewMaintenanceWindow & { version: number }) =>
  (await ask(
    client.PUT("/api/v1/maintenance/{id}", { params: { path: { id } }, body }),
  )) as MaintenanceWindow;
export const endWindow = (id: number, version: number) =>
  ask(client.POST("/api/v1/maintenance/{id}/end", { params: { path: { id } }, body: { version } }));
