/** What the page of availability shows; it stands in the address, so that it can be shared and Back works. */
import { useCallback } from "react";
import { useSearchParams } from "react-router";
import type { AvailabilityAsked } from "../queries";
import { spanOf } from "./span";

export type Shown = Omit<AvailabilityAsked, "device_id">;
export type Grouping = Shown["by"];

export const GROUPINGS = ["customer", "contract", "site", "kind", "device"] as const satisfies Grouping[];

type Word = "span" | "from" | "to" | "by" | "customer_id" | "site_id";

/** A customer has one customer to see: it begins with the sites. */
export function useShown(customer: boolean) {
  const [params, setParams] = useSearchParams();
  const number = (name: Word) => Number(params.get(name)) || undefined;
  const groupings = customer ? GROUPINGS.filter((by) => by !== "customer") : GROUPINGS;
  const shown: Shown = {
    span: spanOf(params.get("span") ?? ""),
    first: params.get("from") ?? "",
    last: params.get("to") ?? "",
    by: groupings.find((by) => by === params.get("by")) ?? (customer ? "site" : "customer"),
    customer_id: customer ? undefined : number("customer_id"),
    site_id: number("site_id"),
  };
  const change = useCallback(
    (changes: Partial<Record<Word, string | number | null | undefined>>) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === undefined || value === "") next.delete(name);
          else next.set(name, String(value));
        }
        return next;
      }),
    [setParams],
  );
  return { shown, change };
}
