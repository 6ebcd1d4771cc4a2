/** People, and who of them is on duty on which date. */
import type { Schemas, Written } from "../api/written";

export type Language = Schemas["Language"];
export type Role = Schemas["Role"];
export const ROLES = [
  "administrator",
  "dispatcher",
  "engineer",
  "manager",
  "supervisor",
  "storekeeper",
  "customer",
] as const satisfies readonly Role[];

/** People of a customer have its `customer_id`: they see only that customer's rows. */
export type Person = Written<Schemas["Person"]>;
export type NewPerson = Schemas["NewPerson"];
export type PersonChange = Schemas["PersonChange"];

/** A civil date, who stands there, and whether the plan asks for more people. */
export type DutyDay = Written<Schemas["DutyTableDay"]>;
export type DutyTable = Written<Schemas["DutyTable"]>;
/** Time in which somebody is not called. */
export type Leave = Written<Schemas["LeaveItem"]>;
export type NewLeave = Schemas["NewLeave"];
export type LeaveChange = Schemas["LeaveChange"];
export type ContactWay = "email" | "phone";
export type DutyNow = Written<Schemas["DutyNow"]>;
