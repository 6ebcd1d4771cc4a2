/** What is asked of devices again and again, and what is judged from the answers. */
import type { Schemas, Written } from "../api/written";

export type StateOfDevice = Schemas["WatchState"];
export type FleetCounts = Written<Schemas["FleetTotals"]>;
export type FleetSite = Written<Schemas["FleetSite"]>;
export type Fleet = Written<Schemas["Fleet"]>;
export type DeviceState = Written<Schemas["DeviceStateItem"]>;
export type Check = Written<Schemas["Check"]>;
export type CheckTry = Written<Schemas["CheckTried"]>;
export type Alarm = Written<Schemas["Alarm"]>;
export type Series = Written<Schemas["SeriesMetric"]>;
/** Values over time; `at` is in milliseconds since 1970. */
export type SeriesPoints = Written<Schemas["SeriesPoints"]>;
export type MaintenanceWindow = Written<Schemas["MaintenanceWindow"]>;
export type MaintenanceTime = Written<Schemas["MaintenanceTime"]>;
export type MaintenanceDifference = Written<Schemas["MaintenanceDifference"]>;
export type MaintenanceTarget = Schemas["MaintenanceTarget"];
export type NewMaintenanceWindow = Schemas["NewMaintenanceWindow"];
export type WatchHealth = Written<Schemas["WatchHealth"]>;
export type WatchMinute = Written<Schemas["WatchMinute"]>;
export type AvailabilityExclusion = Written<Schemas["AvailabilityExclusion"]>;
export type NewAvailabilityExclusion = Schemas["NewAvailabilityExclusion"];
export const EXCLUSION_REASONS = [
  "third_party_power",
  "third_party_link",
  "customer",
  "force_majeure",
] as const satisfies readonly NewAvailabilityExclusion["reason"][];
export type Availability = Written<Schemas["Availability"]>;
export type CheckRole = Schemas["CheckRole"];
/** A question as JSON; what stands in it is the probe's to judge. */
export type Question = Record<string, unknown>;
export type CustomCheck = Omit<Written<Schemas["CustomCheck"]>, "question"> & { question: Question };
export type NewCustomCheck = Omit<Schemas["NewCustomCheck"], "question"> & { question: Question };
export type CustomCheckChange = Omit<Schemas["CustomCheckChange"], "question"> & { question?: Question };
