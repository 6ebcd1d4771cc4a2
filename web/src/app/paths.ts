/** The only place that makes addresses of pages. Addresses are shared by people and sent in messages: change none without leaving a redirect. */
import type { Role } from "../api/types";

export const paths = {
  home: "/",
  login: "/login",
  overview: "/overview",
  wall: "/wall",
  tickets: "/tickets",
  newTicket: "/tickets/new",
  ticket: (id: number | string) => `/tickets/${id}`,
  clocks: "/clocks",
  alarms: "/alarms",
  availability: "/availability",
  alertRules: "/alert-rules",
  checkTemplates: "/check-templates",
  newCheckTemplate: "/check-templates/new",
  checkTemplate: (id: number | string) => `/check-templates/${id}`,
  builtInTemplate: (kind: string) => `/check-templates/built-in/${kind}`,
  coverage: "/coverage",
  watchHealth: "/watch-health",
  maintenance: "/maintenance",
  maintenanceWindow: (id: number | string) => `/maintenance/${id}`,
  devices: "/devices",
  importDevices: "/devices/import",
  device: (id: number | string) => `/devices/${id}`,
  customers: "/customers",
  customer: (id: number | string) => `/customers/${id}`,
  contracts: "/contracts",
  calendars: "/calendars",
  newCalendar: "/calendars/new",
  calendar: (id: number | string) => `/calendars/${id}`,
  sites: "/sites",
  guardPeriods: "/guard-periods",
  exclusions: "/availability/exclusions",
  expiries: "/expiries",
  levels: "/levels",
  people: "/people",
  rights: "/people/rights",
  duty: "/duty",
  leaves: "/leaves",
  calling: "/calling",
  policies: "/calling/policies",
  rehearsal: "/calling/rehearsal",
  templates: "/calling/templates",
  myJobs: "/my-jobs",
  visit: (id: number | string) => `/visits/${id}`,
  serviceReport: (id: number | string) => `/visits/${id}/report`,
  messages: "/messages",
  inbox: "/inbox",
  channels: "/channels",
  workers: "/workers",
  journal: "/journal",
  journalEvents: "/journal/events",
  journalSeals: "/journal/seals",
  account: "/account",
  portal: "/portal",
  portalReport: "/portal/report",
  portalTicket: (id: number | string) => `/portal/tickets/${id}`,
  acknowledge: (token: string) => `/acknowledge/${encodeURIComponent(token)}`,
} as const;

/** An address with its question part; empty values are left out. */
export function withQuery(
  path: string,
  query: Record<string, string | number | boolean | null | undefined>,
): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

/** Where a person begins: customers see what was promised to them, engineers on the road see their jobs. */
export function landing(role: Role, phone: boolean): string {
  if (role === "customer") return paths.portal;
  return role === "engineer" && phone ? paths.myJobs : paths.overview;
}

/** The customer's own view of what a staff address shows: messages name tickets by one address for everybody. */
export function portalFor(staffPath: string): string {
  const ticket = /^\/tickets\/(\d+)$/.exec(staffPath)?.[1];
  if (ticket) return paths.portalTicket(ticket);
  return staffPath === paths.newTicket ? paths.portalReport : paths.portal;
}
