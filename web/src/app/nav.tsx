/** The table of contents, by role. */
import {
  AimOutlined,
  AlertOutlined,
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  BellOutlined,
  CalendarOutlined,
  CarOutlined,
  ClusterOutlined,
  CoffeeOutlined,
  DashboardOutlined,
  EnvironmentOutlined,
  FieldTimeOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FileTextOutlined,
  FormOutlined,
  HeartOutlined,
  HourglassOutlined,
  MailOutlined,
  PercentageOutlined,
  PhoneOutlined,
  RadarChartOutlined,
  SafetyOutlined,
  ScheduleOutlined,
  SettingOutlined,
  TeamOutlined,
  ToolOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Role } from "../api/types";
import { paths } from "./paths";

export interface NavItem {
  path: string;
  text:
    | "overview"
    | "tickets"
    | "clocks"
    | "alarms"
    | "maintenance"
    | "availability"
    | "alert_rules"
    | "check_templates"
    | "coverage"
    | "watch_health"
    | "my_jobs"
    | "devices"
    | "customers"
    | "contracts"
    | "calendars"
    | "sites"
    | "guard_periods"
    | "expiries"
    | "levels"
    | "duty"
    | "leaves"
    | "calling"
    | "people"
    | "messages"
    | "inbox"
    | "channels"
    | "journal"
    | "workers"
    | "portal"
    | "portal_report"
    | "account";
  icon: ReactNode;
}
export interface NavGroup {
  text: "service" | "watch" | "archive" | "roster" | "operation" | "portal";
  items: NavItem[];
}

const overview: NavItem = { path: paths.overview, text: "overview", icon: <DashboardOutlined /> };
const tickets: NavItem = { path: paths.tickets, text: "tickets", icon: <FormOutlined /> };
const clocks: NavItem = { path: paths.clocks, text: "clocks", icon: <FieldTimeOutlined /> };
const alarms: NavItem = { path: paths.alarms, text: "alarms", icon: <AlertOutlined /> };
const maintenance: NavItem = { path: paths.maintenance, text: "maintenance", icon: <ToolOutlined /> };
const availability: NavItem = {
  path: paths.availability,
  text: "availability",
  icon: <PercentageOutlined />,
};
const alertRules: NavItem = { path: paths.alertRules, text: "alert_rules", icon: <AimOutlined /> };
const checkTemplates: NavItem = {
  path: paths.checkTemplates,
  text: "check_templates",
  icon: <FileSearchOutlined />,
};
const coverage: NavItem = { path: paths.coverage, text: "coverage", icon: <RadarChartOutlined /> };
const watchHealth: NavItem = { path: paths.watchHealth, text: "watch_health", icon: <HeartOutlined /> };
const myJobs: NavItem = { path: paths.myJobs, text: "my_jobs", icon: <CarOutlined /> };
const devices: NavItem = { path: paths.devices, text: "devices", icon: <ClusterOutlined /> };
const customers: NavItem = { path: paths.customers, text: "customers", icon: <BankOutlined /> };
const contracts: NavItem = { path: paths.contracts, text: "contracts", icon: <FileProtectOutlined /> };
const calendars: NavItem = { path: paths.calendars, text: "calendars", icon: <ScheduleOutlined /> };
const sites: NavItem = { path: paths.sites, text: "sites", icon: <EnvironmentOutlined /> };
const guardPeriods: NavItem = { path: paths.guardPeriods, text: "guard_periods", icon: <SafetyOutlined /> };
const expiries: NavItem = { path: paths.expiries, text: "expiries", icon: <HourglassOutlined /> };
const levels: NavItem = { path: paths.levels, text: "levels", icon: <WarningOutlined /> };
const duty: NavItem = { path: paths.duty, text: "duty", icon: <CalendarOutlined /> };
const leaves: NavItem = { path: paths.leaves, text: "leaves", icon: <CoffeeOutlined /> };
const calling: NavItem = { path: paths.calling, text: "calling", icon: <PhoneOutlined /> };
const people: NavItem = { path: paths.people, text: "people", icon: <TeamOutlined /> };
const messages: NavItem = { path: paths.messages, text: "messages", icon: <MailOutlined /> };
const inbox: NavItem = { path: paths.inbox, text: "inbox", icon: <BellOutlined /> };
const channels: NavItem = { path: paths.channels, text: "channels", icon: <ApiOutlined /> };
const journal: NavItem = { path: paths.journal, text: "journal", icon: <AuditOutlined /> };
const workers: NavItem = { path: paths.workers, text: "workers", icon: <SettingOutlined /> };
const portal: NavItem = { path: paths.portal, text: "portal", icon: <FileTextOutlined /> };
const portalReport: NavItem = { path: paths.portalReport, text: "portal_report", icon: <FormOutlined /> };

export function navFor(role: Role): NavGroup[] {
  if (role === "customer")
    return [{ text: "portal", items: [portal, portalReport, maintenance, availability, inbox] }];
  return [
    { text: "service", items: [overview, tickets, clocks, alarms, maintenance, availability, myJobs] },
    { text: "watch", items: [alertRules, checkTemplates, coverage, watchHealth] },
    {
      text: "archive",
      items: [devices, customers, contracts, calendars, guardPeriods, sites, expiries, levels],
    },
    { text: "roster", items: [duty, leaves, calling, people] },
    {
      text: "operation",
      items: role === "administrator" ? [messages, channels, journal, workers] : [messages, journal, workers],
    },
  ];
}

/** The phone's bottom bar: four places at most, then "more"; a customer's five are all there are. */
export function tabsFor(role: Role): NavItem[] {
  if (role === "customer") return [portal, portalReport, maintenance, availability, inbox];
  if (role === "engineer") return [myJobs, tickets, devices, duty];
  return [overview, tickets, devices, duty];
}

/** The entry of the table of contents that a page belongs to: the longest path that begins its address. */
export function entryOf(pathname: string, items: NavItem[]): string | undefined {
  const home = pathname.startsWith("/visits/") ? paths.myJobs : pathname;
  return items
    .map((item) => item.path)
    .filter((path) => home === path || home.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
}
