/** What was told to whom, and over which channel. */
import type { Schemas, Written } from "../api/written";

export type Channel = Schemas["Channel"];
export const CHANNELS = [
  "in_app",
  "email",
  "dingtalk",
  "wecom",
  "feishu",
  "sms",
  "voice",
  "webhook",
] as const satisfies readonly Channel[];
export type MessageState = Schemas["DeliveryState"];
export const MESSAGE_STATES = [
  "waiting",
  "sent",
  "failed",
  "given_up",
] as const satisfies readonly MessageState[];

export type Message = Written<Schemas["Message"]>;
export type Inbox = Written<Schemas["Inbox"]>;
export type InboxItem = Written<Schemas["InboxItem"]>;
export type Webhook = Written<Schemas["Webhook"]>;
export type NewWebhook = Schemas["NewWebhook"];
export type WebhookChange = Schemas["WebhookChange"];
/** What came of trying a channel. */
export type Trial = Written<Schemas["ChannelTrial"]>;
