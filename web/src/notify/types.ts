/** What was told to whom, and over which channel. */
import type { Named } from "../archive/types";

export const CHANNELS = ["email", "webhook", "in_app"] as const;
export type Channel = (typeof CHANNELS)[number];
export const MESSAGE_STATES = ["waiting", "sent", "failed", "given_up"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

export interface Message {
  id: number;
  channel: Channel;
  to: string;
  person: Named | null;
  ticket_id: number | null;
  subject: string;
  state: MessageState;
  attempts: number;
  created_at: string;
  sent_at: string | null;
  last_error: string | null;
}

export interface InboxItem {
  id: number;
  subject: string;
  body: string;
  ticket_id: number | null;
  created_at: string;
  read_at: string | null;
}
export interface Inbox {
  items: InboxItem[];
  next: string | null;
  total: number;
  unread: number;
}

export interface Webhook {
  id: number;
  name: string;
  url: string;
  active: boolean;
  has_secret: boolean;
  /** Set: only what concerns this customer is told there. */
  customer_id: number | null;
}
export interface WebhookChange {
  name?: string;
  url?: string;
  active?: boolean;
  secret?: string | null;
  customer_id?: number | null;
}

/** What came of trying a channel. */
export interface Trial {
  ok: boolean;
  text: string;
}
