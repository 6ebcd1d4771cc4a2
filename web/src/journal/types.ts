/** The append-only record and its proof. */
import type { Actor } from "../desk/types";

export interface JournalEvent {
  seq: number;
  at: string;
  recorded_at: string;
  actor: Actor;
  kind: string;
  subject: { kind: string; id: number };
  customer_id: number | null;
  ticket_id: number | null;
  hash: string;
  body: Record<string, unknown>;
}

export interface Seal {
  number: number;
  first_seq: number;
  last_seq: number;
  root: string;
  previous: string;
  head: string;
  signature: string;
  sealed_at: string;
}

export interface Verification {
  ok: boolean;
  events: number;
  seals: number;
  unsealed: number;
  rows: number;
  findings: { what: string; detail: string }[];
}

export interface JournalKey {
  public_key: string;
  algorithm: string;
  fingerprint: string;
}

/** One line of the live stream: something changed, ask again. */
export interface Change {
  seq: number;
  kind: string;
  subject: { kind: string; id: number };
  ticket_id: number | null;
  customer_id: number | null;
}
