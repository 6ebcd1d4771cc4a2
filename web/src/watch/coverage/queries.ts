/** The checks of the devices on one page of a list, one question each: no more than a page at once. */
import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { ask, client } from "../../api/client";
import type { Check } from "../../api/types";
import { builtInQuery } from "../templates/queries";
import { type Asks, asksOf } from "./gaps";

/** Kept under a key of its own: what a check was answered does not matter here, only that it is there. */
const plannedChecksQuery = (device_id: number) =>
  queryOptions({
    queryKey: ["coverage", device_id],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await ask(client.GET("/api/v1/checks", { params: { query: { device_id } }, signal })))
        .items as Check[],
  });

export function useChecksOf(ids: number[]): Map<number, Check[]> {
  return useQueries({
    queries: ids.map(plannedChecksQuery),
    combine: (results) => {
      const known = new Map<number, Check[]>();
      results.forEach(({ data }, place) => {
        const id = ids[place];
        if (data && id !== undefined) known.set(id, data);
      });
      return known;
    },
  });
}

/** How the templates that come with the program ask each kind of device. */
export function useAsks(): Map<string, Asks> {
  const { data } = useQuery(builtInQuery);
  return new Map(data?.items.map(({ kind, text }) => [kind, asksOf(text)]));
}
