/** Asking what the watch sees. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Query } from "../api/client";
import type {
  Alarm,
  Check,
  CheckTry,
  DeviceState,
  Fleet,
  Page,
  Series,
  SeriesPoints,
  StateOfDevice,
} from "../api/types";

export const fleetQuery = queryOptions({
  queryKey: ["fleet"],
  queryFn: ({ signal }) => api.get<Fleet>("/fleet", {}, signal),
});

/** States of the devices on one page of a list, by their ids. */
export const statesOfQuery = (ids: number[]) =>
  queryOptions({
    queryKey: ["device-states", "of", ids],
    enabled: ids.length > 0,
    queryFn: ({ signal }) =>
      api.get<Page<DeviceState>>("/device-states", { device_id: ids.join(","), limit: 200 }, signal),
    select: (page) => new Map<number, DeviceState>(page.items.map((item) => [item.device_id, item])),
    placeholderData: keepPreviousData,
  });

export const devicesInStateQuery = (state: StateOfDevice, limit: number) =>
  queryOptions({
    queryKey: ["device-states", "in", state, limit],
    queryFn: ({ signal }) => api.get<Page<DeviceState>>("/device-states", { state, limit }, signal),
  });

export const checksQuery = (deviceId: number) =>
  queryOptions({
    queryKey: ["checks", deviceId],
    queryFn: ({ signal }) => api.get<{ items: Check[] }>("/checks", { device_id: deviceId }, signal),
  });
export const tryCheck = (id: number) => api.post<CheckTry>(`/checks/${id}/try`);

export const alarmsQuery = (query: Query) =>
  queryOptions({
    queryKey: ["alarms", query],
    queryFn: ({ signal }) => api.get<Page<Alarm>>("/alarms", query, signal),
    placeholderData: keepPreviousData,
  });

export const seriesQuery = (deviceId: number) =>
  queryOptions({
    queryKey: ["series", "list", deviceId],
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<{ items: Series[] }>("/series", { device_id: deviceId }, signal),
  });

/** The last `hours` hours of a series. */
export const pointsQuery = (seriesId: number, hours: number) =>
  queryOptions({
    queryKey: ["series", "points", seriesId, hours],
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const to = new Date();
      const from = new Date(to.getTime() - hours * 3_600_000);
      return api.get<SeriesPoints>(
        `/series/${seriesId}/points`,
        { from: from.toISOString(), to: to.toISOString(), points: 300 },
        signal,
      );
    },
  });
