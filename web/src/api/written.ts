/** From the API's description to the types that pages use. */
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/**
 * A body as the server writes it: what is optional in the description is always there, as `null` when there is none (a test of the
 * server's house says so), so pages need not ask twice.
 */
export type Written<T> = T extends (infer Item)[]
  ? Written<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Written<Exclude<T[Key], undefined>> }
    : T;

type Get<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? NonNullable<Query>
  : never;

/** What a list can be asked, such as `Asked<"/api/v1/tickets">`. */
export type Asked<Path extends keyof paths> = Get<Path>;

/** The names of what a list can be narrowed down by. */
export type FilterOf<Path extends keyof paths> = Exclude<
  keyof Get<Path> & string,
  "limit" | "after" | "sort" | "q"
>;

/** A list's question as it stands in a page's address: names are checked, values are the reader's and the server's to judge. */
export type ListQuery<Path extends keyof paths> = {
  [Key in keyof Get<Path>]?: string | number | boolean | null;
};
