/** Rules as the API has them, in the pages' words. */
import type { Schemas, Written } from "../../api/written";

export type AlertRule = Written<Schemas["AlertRule"]>;
export type NewAlertRule = Schemas["NewAlertRule"];
export type Definition = Schemas["AlertDefinition"];
export type Condition = Definition["when"];
export type Side = Schemas["AlertSide"];
export type Episode = Written<Schemas["Page_AlertEpisode"]>["items"][number];
export const CONDITIONS = [
  "above",
  "below",
  "absent",
  "unusual",
  "reaches",
] as const satisfies readonly Condition["kind"][];
export const SIDES = ["both", "above", "below"] as const satisfies readonly Side[];
