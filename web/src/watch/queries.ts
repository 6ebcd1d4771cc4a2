/** Asking what the watch sees. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../api/client";
import { serverNow } from "../api/serverTime";
import type {
  AvailabilityExclusion,
  CustomCheck,
  CustomCheckChange,
  DeviceState,
  ListQuery,
  MaintenanceWindow,
  NewAvailabilityExclusion,
  NewCustomCheck,
  NewMaintenanceWindow,
  Page,
  Question,
  WatchHealth,
} from "../api/types";
import { boundsOf, type Span } from "./availability/span";

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

/** The checks of a device that people entered. */
export const customChecksQuery = (device_id: number) =>
  queryOptions({
    queryKey: ["custom-checks", device_id],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/custom-checks", { params: { query: { device_id } }, signal }),
      )) as Page<CustomCheck>,
  });
/** Asks a question that is not entered. */
export const tryQuestion = (device_id: number, question: Question) =>
  ask(client.POST("/api/v1/custom-checks/try", { body: { device_id, question: question as never } }));
export const enterCheck = (body: NewCustomCheck) =>
  ask(client.POST("/api/v1/custom-checks", { body: body as never }));
export const changeCheck = (id: number, body: CustomCheckChange) =>
  ask(client.PUT("/api/v1/custom-checks/{id}", { params: { path: { id } }, body: body as never }));
/** Where a check that waits for calls is called. */
export const heartbeatQuery = (id: number) =>
  queryOptions({
    queryKey: ["custom-checks", "heartbeat", id],
    queryFn: ({ signal }) =>
      ask(client.GET("/api/v1/custom-checks/{id}/heartbeat", { params: { path: { id } }, signal })),
  });
export const renewHeartbeat = (id: number) =>
  ask(client.POST("/api/v1/custom-checks/{id}/heartbeat", { params: { path: { id } } }));
export const removeCheck = (id: number, version: number) =>
  ask(client.DELETE("/api/v1/custom-checks/{id}", { params: { path: { id }, query: { version } } }));

export interface AvailabilityAsked {
  span: Span;
  /** Civil dates of a free span. */
  first?: string;
  last?: string;
  by: "customer" | "contract" | "site" | "kind" | "device";
  customer_id?: number;
  site_id?: number;
  device_id?: number;
}

/** Availability with the span it is of; spans that end now are asked for anew each minute. */
export const availabilityQuery = ({ span, first, last, ...of }: AvailabilityAsked) =>
  queryOptions({
    queryKey: ["availability", span, first, last, of],
    enabled: boundsOf(span, serverNow(), first, last) !== null,
    refetchInterval: span === "last_month" ? false : 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const bounds = boundsOf(span, serverNow(), first, last);
      if (!bounds) throw new Error("a free span has two dates");
      const page = await ask(
        client.GET("/api/v1/availability", { params: { query: { ...bounds, ...of } }, signal }),
      );
      return { ...page, bounds };
    },
  });

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

/** The last `hours` hours of a series, or as many so many days ago. */
export const pointsQuery = (id: number, hours: number, daysAgo = 0) =>
  queryOptions({
    queryKey: ["series", "points", id, hours, daysAgo],
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const to = new Date(Date.now() - daysAgo * 86_400_000);
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
/** How the watch itself fares: so many minutes. */
export const healthQuery = (minutes: number) =>
  queryOptions({
    queryKey: ["watch-health", minutes],
    refetchInterval: 30_000,
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/watch/health", { params: { query: { minutes } }, signal }),
      )) as WatchHealth,
    placeholderData: keepPreviousData,
  });

/** Time that counts neither way in the availability. */
export const exclusionsQuery = (query: ListQuery<"/api/v1/availability-exclusions">) =>
  queryOptions({
    queryKey: ["exclusions", query],
    queryFn: async ({ signal }) =>
      (await ask(
        client.GET("/api/v1/availability-exclusions", { params: { query: asked(query) }, signal }),
      )) as Page<AvailabilityExclusion>,
    placeholderData: keepPreviousData,
  });
export const enterExclusion = (body: NewAvailabilityExclusion) =>
  ask(client.POST("/api/v1/availability-exclusions", { body }));
export const removeExclusion = (id: number) =>
  ask(client.DELETE("/api/v1/availability-exclusions/{id}", { params: { path: { id } } }));

export const enterWindow = async (body: NewMaintenanceWindow) =>
  (await ask(client.POST("/api/v1/maintenance", { body }))) as MaintenanceWindow;
export const changeWindow = async (id: number, body: NewMaintenanceWindow & { version: number }) =>
  (await ask(
    client.PUT("/api/v1/maintenance/{id}", { params: { path: { id } }, body }),
  )) as MaintenanceWindow;
export const endWindow = (id: number, version: number) =>
  ask(client.POST("/api/v1/maintenance/{id}/end", { params: { path: { id } }, body: { version } }));
