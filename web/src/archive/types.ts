/** Customers, the contracts that bind us to them, their sites and devices. */
import type { Level } from "../desk/types";

export interface Named {
  id: number;
  name: string;
}

export interface Customer {
  id: number;
  version: number;
  name: string;
  code: string;
  address: string | null;
  note: string | null;
  created_at: string;
  devices: number;
  sites: number;
}
export interface CustomerChange {
  version?: number;
  name?: string;
  code?: string;
  address?: string | null;
  note?: string | null;
}

export interface PromisedTimes {
  level: Level;
  respond_seconds: number;
  arrive_seconds: number;
  restore_seconds: number;
  resolve_seconds: number;
}

export interface Contract {
  id: number;
  customer_id: number;
  name: string;
  number: string;
  starts_on: string;
  ends_on: string;
  /** IANA zone in which civil times of this contract are meant. */
  zone: string;
  version: number;
  /** When this version was written. */
  written_at: string;
  promises: PromisedTimes[];
  /** After how many seconds without acknowledgement the next person is called. */
  call_next_after_seconds: number;
}
export type ContractChange = Partial<Omit<Contract, "id" | "written_at">>;

export const SITE_KINDS = ["room", "pole", "cabinet", "other"] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

export interface Site {
  id: number;
  version: number;
  customer_id: number;
  name: string;
  code: string;
  address: string | null;
  latitude: number | null;
  longitude: number | null;
  kind: SiteKind;
}
export type SiteChange = Partial<Omit<Site, "id">>;

export interface Contact {
  id: number;
  customer_id: number;
  name: string;
  role: string | null;
  phone: string | null;
  email: string | null;
  is_primary: boolean;
}
export type ContactChange = Partial<Omit<Contact, "id">>;

export const DEVICE_KINDS = ["router", "switch", "camera", "recorder", "server", "ups", "other"] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface Device {
  id: number;
  version: number;
  customer_id: number;
  customer_name: string;
  site_id: number;
  site_name: string;
  name: string;
  kind: DeviceKind;
  vendor: string | null;
  model: string | null;
  serial: string | null;
  /** IP address or host name. */
  address: string | null;
  parent_id: number | null;
  parent_name: string | null;
  snmp: { version: "2c" | "3"; port: number; has_community: boolean; user: string | null } | null;
  http_port: number | null;
  rtsp_port: number | null;
  has_photo: boolean;
  created_at: string;
}

export const SNMP_AUTHS = ["sha1", "sha224", "sha256", "sha384", "sha512"] as const;
export const SNMP_PRIVACIES = ["aes128", "aes192", "aes256", "aes192_cisco", "aes256_cisco"] as const;

/** Secrets are written, never read back. */
export interface SnmpSecrets {
  version: "2c" | "3";
  port?: number;
  community?: string;
  user?: string;
  auth?: (typeof SNMP_AUTHS)[number];
  auth_password?: string;
  privacy?: (typeof SNMP_PRIVACIES)[number];
  privacy_password?: string;
}

export interface DeviceChange {
  version?: number;
  customer_id?: number;
  site_id?: number;
  name?: string;
  kind?: DeviceKind;
  vendor?: string | null;
  model?: string | null;
  serial?: string | null;
  address?: string | null;
  parent_id?: number | null;
  snmp?: SnmpSecrets | null;
  http_port?: number | null;
  rtsp_port?: number | null;
}

export interface ImportError {
  line: number;
  column: string | null;
  code: string;
  detail: string;
}
export interface ImportLine {
  line: number;
  action: "create" | "update" | "unchanged";
  name: string;
  kind: DeviceKind;
  address: string | null;
  site: string;
}
export interface ImportReport {
  lines: number;
  created: number;
  updated: number;
  unchanged: number;
  applied: boolean;
  errors: ImportError[];
  /** The first hundred lines. */
  preview: ImportLine[];
}
