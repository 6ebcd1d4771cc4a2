/** The append-only record and its proof. */
import type { Schemas, Written } from "../api/written";
import type { Actor } from "../desk/types";

export type JournalEvent = Omit<Written<Schemas["JournalEvent"]>, "body" | "actor"> & {
  body: Record<string, unknown>;
  actor: Actor;
};
export type Seal = Written<Schemas["JournalSeal"]>;
export type Verification = Written<Schemas["JournalReport"]>;
export type JournalKey = Written<Schemas["JournalKey"]>;
/** One line of the live stream: something changed, ask again. */
export type Change = Written<Schemas["Change"]>;
