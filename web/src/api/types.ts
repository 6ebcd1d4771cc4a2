/** The one door to the wire types, which come from the API's description; each noun's own file names them in the pages' words. */
export * from "../archive/types";
export * from "../calendar/types";
export * from "../calling/types";
export * from "../desk/types";
export * from "../field/types";
export * from "../journal/types";
export * from "../notify/types";
export * from "../roster/types";
export * from "../session/types";
export * from "../watch/types";
export * from "../workers/types";
export type { FilterOf, ListQuery } from "./written";

/** A page of a list: `next` is the key to ask for the following page. */
export interface Page<T> {
  items: T[];
  next: string | null;
  total: number;
}

/** RFC 9457 problem details as this server writes them. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  /** Stable, such as `ticket.changed`. */
  code: string;
  detail: string;
  fields?: { path: string; code: string; detail: string }[];
}
