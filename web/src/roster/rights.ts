/**
 * What each role may do, as the server answers it: the page shows the whole table, not only one's own column. A test compares it with the
 * server's own table, so that the two cannot drift apart.
 */
import type { Role } from "./types";

const ALL = [
  "administrator",
  "dispatcher",
  "engineer",
  "manager",
  "supervisor",
  "storekeeper",
  "customer",
] as const satisfies Role[];
const STAFF = ALL.filter((role) => role !== "customer");
const LEAD: Role[] = ["administrator", "dispatcher", "manager"];
const WORK: Role[] = ["administrator", "dispatcher", "manager", "engineer"];
const KEEPERS: Role[] = ["administrator", "manager"];
const ADMINISTRATOR: Role[] = ["administrator"];
const CUSTOMER: Role[] = ["customer"];

/** By the area of work, in the order in which a fault runs. */
export const RIGHTS = {
  tickets: {
    "tickets.open": ALL,
    "tickets.note": ALL,
    "tickets.acknowledge": WORK,
    "tickets.assign": WORK,
    "tickets.level": WORK,
    "tickets.pause": WORK,
    "tickets.resume": WORK,
    "tickets.restore": WORK,
    "tickets.resolve": WORK,
    "tickets.confirm": CUSTOMER,
    "tickets.reject": CUSTOMER,
    "tickets.reopen": ALL,
    "tickets.cancel": LEAD,
    "calling.read": STAFF,
    "policies.write": KEEPERS,
    "templates.write": KEEPERS,
    "rehearsals.run": LEAD,
    "visits.plan": WORK,
    "visits.perform": WORK,
    "visits.read": ALL,
  },
  archive: {
    "alarms.read": ALL,
    "checks.try": WORK,
    "devices.write": WORK,
    "devices.add": LEAD,
    "devices.import": LEAD,
    "devices.remove": LEAD,
    "sites.write": LEAD,
    "contacts.write": LEAD,
    "customers.write": KEEPERS,
    "contracts.write": KEEPERS,
    "calendars.read": STAFF,
    "calendars.write": KEEPERS,
  },
  roster: {
    "people.read": STAFF,
    "people.write": ADMINISTRATOR,
    "duty.read": STAFF,
    "duty.write": LEAD,
    "duty.correct": KEEPERS,
    "leaves.read": STAFF,
    "leaves.write": LEAD,
    "contacts.verify": LEAD,
    "account_engineers.write": KEEPERS,
  },
  operation: {
    "messages.read": STAFF,
    "messages.retry": STAFF,
    "journal.read": ALL,
    "journal.verify": STAFF,
    "workers.read": STAFF,
    "workers.run": ADMINISTRATOR,
    "gateways.write": ADMINISTRATOR,
    "webhooks.write": ADMINISTRATOR,
    "mail.test": ADMINISTRATOR,
  },
} as const satisfies Record<string, Record<string, readonly Role[]>>;

export type RightArea = keyof typeof RIGHTS;
/** Names such as `tickets.acknowledge`. */
export type Right = { [A in RightArea]: keyof (typeof RIGHTS)[A] }[RightArea];

/** Every right with who has it. */
export const ALL_RIGHTS: readonly (readonly [Right, readonly Role[]])[] = Object.values(RIGHTS).flatMap(
  (area) => Object.entries(area) as [Right, readonly Role[]][],
);
