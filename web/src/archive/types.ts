/** Customers, the contracts that bind us to them, their sites and devices. */
import type { Schemas, Written } from "../api/written";
import type { Level } from "../desk/types";

export type Named = Written<Schemas["NamedItem"]>;

export type Customer = Written<Schemas["Customer"]>;
export type NewCustomer = Schemas["NewCustomer"];
export type CustomerChange = Schemas["CustomerChange"];

/** One line of a contract's table of promised times: what is promised for which tickets. */
export type Clause = Omit<Written<Schemas["ContractClause"]>, "level"> & { level: Level | null };
export type NewClause = Schemas["NewContractClause"];
type WithClauses<T> = Omit<T, "clauses"> & { clauses: Clause[] };
/** A contract in its newest version; `zone` is the IANA zone in which its civil times are meant. */
export type Contract = WithClauses<Written<Schemas["Contract"]>>;
export type UsualContract = Schemas["UsualContract"];
export const START_EVENTS = [
  "reported",
  "detected",
  "assigned",
  "level_set",
] as const satisfies readonly Schemas["StartEvent"][];
export const ON_CHANGE = ["go_on", "restart", "new_cycle"] as const satisfies readonly Schemas["OnChange"][];
export const ON_RETURN = [
  "stops_while_done",
  "never_stopped",
  "restart",
  "new_cycle",
] as const satisfies readonly Schemas["OnReturn"][];
export type GuardPeriod = Written<Schemas["GuardPeriod"]>;
export type NewGuardPeriod = Schemas["NewGuardPeriod"];
export type GuardPeriodChange = Schemas["GuardPeriodChange"];
export type LinkKind = Schemas["LinkKind"];
export type DeviceExpiry = Written<Schemas["DeviceExpiry"]>;
export type NewDeviceExpiry = Schemas["NewDeviceExpiry"];
export type DeviceExpiryChange = Schemas["DeviceExpiryChange"];
export const EXPIRY_KINDS = [
  "certificate",
  "licence",
  "warranty",
  "subscription",
  "calibration",
  "inspection",
  "other",
] as const satisfies readonly DeviceExpiry["kind"][];
export const LINK_KINDS = ["network", "power"] as const satisfies readonly LinkKind[];
export type DeviceLink = Written<Schemas["DeviceLink"]>;
export type NewDeviceLink = Schemas["NewDeviceLink"];
export type NewContract = Schemas["NewContract"];
export type ContractChange = Schemas["ContractChange"];

export type SiteKind = Schemas["SiteKind"];
export const SITE_KINDS = ["room", "pole", "cabinet", "other"] as const satisfies readonly SiteKind[];
export type Site = Written<Schemas["Site"]>;
export type NewSite = Schemas["NewSite"];
export type SiteChange = Schemas["SiteChange"];

export type Contact = Written<Schemas["Contact"]>;
export type NewContact = Schemas["NewContact"];
export type ContactChange = Schemas["ContactChange"];

export type DeviceKind = Schemas["DeviceKind"];
export const DEVICE_KINDS = [
  "router",
  "switch",
  "camera",
  "recorder",
  "server",
  "ups",
  "other",
] as const satisfies readonly DeviceKind[];
export type Device = Written<Schemas["Device"]>;
export type NewDevice = Schemas["NewDevice"];
export type DeviceChange = Schemas["DeviceChange"];

/** Secrets are written, never read back. */
export type SnmpSecrets = Schemas["NewSnmp"];
export const SNMP_AUTHS = [
  "sha1",
  "sha224",
  "sha256",
  "sha384",
  "sha512",
] as const satisfies readonly Schemas["SnmpAuth"][];
export const SNMP_PRIVACIES = [
  "aes128",
  "aes192",
  "aes256",
  "aes192_cisco",
  "aes256_cisco",
] as const satisfies readonly Schemas["SnmpPrivacy"][];

/** What an import would do, or did: the first hundred lines, and every mistake up to a limit. */
export type ImportReport = Omit<Written<Schemas["DeviceImport"]>, "preview"> & { preview: ImportLine[] };
export type ImportLine = Omit<Written<Schemas["ImportPreviewLine"]>, "action"> & {
  action: "create" | "update" | "unchanged";
};
