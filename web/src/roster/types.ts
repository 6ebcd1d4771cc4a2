/** People, and who of them is on duty on which date. */
export type Language = "zh" | "en";

export const ROLES = [
  "administrator",
  "dispatcher",
  "engineer",
  "manager",
  "supervisor",
  "storekeeper",
  "customer",
] as const;
export type Role = (typeof ROLES)[number];

export interface PersonName {
  id: number;
  name: string;
}

export interface Person {
  id: number;
  name: string;
  login: string;
  role: Role;
  /** Set for people of a customer: they see only that customer's rows. */
  customer_id: number | null;
  email: string | null;
  phone: string | null;
  locale: Language;
  active: boolean;
  created_at: string;
}

export interface NewPerson {
  name: string;
  login: string;
  password: string;
  role: Role;
  customer_id?: number | null;
  email?: string | null;
  phone?: string | null;
  locale?: Language;
}

export interface PersonChange {
  name?: string;
  role?: Role;
  email?: string | null;
  phone?: string | null;
  locale?: Language;
  active?: boolean;
  password?: string;
}

export interface DutyDay {
  /** A civil date, `2026-11-22`. */
  date: string;
  people: (PersonName & { active: boolean })[];
  /** Fewer people than the plan requires. */
  gap: boolean;
}

export interface DutyTable {
  required: number;
  days: DutyDay[];
}

export interface DutyPerson extends PersonName {
  phone: string | null;
  email: string | null;
}

export interface DutyNow {
  at: string;
  date: string;
  on_duty: DutyPerson[];
  next: { date: string; people: PersonName[] } | null;
  /** Dates within the next 30 days that lack people. */
  gaps: string[];
}
