/** Asking which devices are not watched as their kind should be. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, asked, client } from "../../api/client";
import type { ListQuery } from "../../api/types";

/** One page; every row has an `id` as lists want it. */
export const coverageQuery = (query: ListQuery<"/api/v1/coverage">) =>
  queryOptions({
    queryKey: ["coverage", query],
    queryFn: ({ signal }) => ask(client.GET("/api/v1/coverage", { params: { query: asked(query) }, signal })),
    select: (page) => ({ ...page, items: page.items.map((item) => ({ ...item, id: item.device_id })) }),
    placeholderData: keepPreviousData,
  });
