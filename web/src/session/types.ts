/** Who is signed in, and what this installation says about itself. */
import type { Language, Person, Role } from "../roster/types";

export interface Session {
  person: Person;
  /** Names of what this person may do, such as `tickets.acknowledge`. */
  rights: string[];
}

export interface DemoAccount {
  role: Role;
  login: string;
  password: string;
  name: string;
}

export interface Installation {
  name: string;
  version: string;
  /** IANA zone in which times are shown. */
  zone: string;
  now: string;
  demo: boolean;
  demo_accounts: DemoAccount[];
}

export interface SessionChange {
  locale?: Language;
  password?: { current: string; new: string };
}

export interface Token {
  id: number;
  name: string;
  created_at: string;
  last_used_at: string | null;
  /** Present only in the answer that creates the token. */
  token?: string;
}
