/** What a list shows (search, filters, order, page) lives in the address, so that it can be shared and Back works. */
import { useCallback, useMemo } from "react";
import { useLocation, useSearchParams } from "react-router";

export interface ListState<F extends string> {
  q: string;
  sort: string;
  after: string | null;
  limit: number;
  filters: Record<F, string>;
  /** Whether the reader narrowed the list down. */
  narrowed: boolean;
  /** As the API asks for it. */
  query: Record<string, string | number | null>;
  /** Changes search, order or filters and returns to the first page. */
  change: (change: Partial<Record<F | "q" | "sort", string | null | undefined>>) => void;
  clear: () => void;
  nextPage: (key: string) => void;
  /** Nothing on the first page, or when the address was opened in the middle of the list. */
  previousPage: (() => void) | null;
  firstPage: (() => void) | null;
}

const LIMIT = 50;

export function useListState<F extends string = never>(
  filterNames: readonly F[],
  defaultSort = "",
  defaults: Partial<Record<F, string>> = {},
): ListState<F> {
  const [params, setParams] = useSearchParams();
  const location = useLocation();
  const trail = (location.state as { trail?: (string | null)[] } | null)?.trail ?? [];

  const q = params.get("q") ?? "";
  const sort = params.get("sort") ?? defaultSort;
  const after = params.get("after");
  const filters = Object.fromEntries(
    filterNames.map((name) => [name, params.get(name) ?? defaults[name] ?? ""]),
  ) as Record<F, string>;
  const narrowed = q !== "" || filterNames.some((name) => filters[name] !== (defaults[name] ?? ""));

  const change = useCallback<ListState<F>["change"]>(
    (changes) => {
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          next.delete("after");
          for (const [name, value] of Object.entries(changes) as [
            F | "q" | "sort",
            string | null | undefined,
          ][]) {
            const implied = name === "sort" ? defaultSort : (defaults[name as F] ?? "");
            if ((value ?? "") === implied) next.delete(name);
            else next.set(name, value ?? "");
          }
          return next;
        },
        { replace: "q" in changes },
      );
    },
    [setParams, defaultSort, defaults],
  );

  const goTo = (key: string | null, nextTrail: (string | null)[]) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (key) next.set("after", key);
        else next.delete("after");
        return next;
      },
      { state: { trail: nextTrail } },
    );

  // The address of an "all" filter is `?open=` (present, empty): the API must not be asked for it.
  const filled = Object.entries(filters).filter(([, value]) => value !== "");
  const key = JSON.stringify([q, sort, after, filled]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for everything the query is made of
  const query = useMemo(
    () => ({
      limit: LIMIT,
      after,
      sort: sort || null,
      q: q || null,
      ...(Object.fromEntries(filled) as Record<string, string>),
    }),
    [key],
  );

  return {
    q,
    sort,
    after,
    limit: LIMIT,
    filters,
    narrowed,
    query,
    change,
    clear: () => setParams(sort === defaultSort ? {} : { sort }),
    nextPage: (next) => goTo(next, [...trail, after]),
    previousPage: after && trail.length > 0 ? () => goTo(trail.at(-1) ?? null, trail.slice(0, -1)) : null,
    firstPage: after ? () => goTo(null, []) : null,
  };
}
