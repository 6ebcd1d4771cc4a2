/** The reconcilers behind the pages and how they fare. */
import type { Schemas, Written } from "../api/written";

export type Worker = Omit<Written<Schemas["WorkerView"]>, "state"> & {
  state: "idle" | "running" | "failing";
};
