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
/** Those on which a person can choose to be told, beside our own pages. */
export const CHOICES = [
  "email",
  "dingtalk",
  "wecom",
  "feishu",
  "sms",
  "voice",
] as const satisfies readonly Channel[];
export type MessageState = Schemas["DeliveryState"];
export const MESSAGE_STATES = [
  "waiting",
  "sent",
  "failed",
  "given_up",
] as const satisfies readonly MessageState[];
export type Importance = Schemas["Importance"];
export const IMPORTANCES = ["urgent", "important", "routine"] as const satisfies readonly Importance[];

export type Message = Written<Schemas["Message"]>;
export type Inbox = Written<Schemas["Inbox"]>;
export type InboxItem = Written<Schemas["InboxItem"]>;
export type Webhook = Written<Schemas["Webhook"]>;
export type NewWebhook = Schemas["NewWebhook"];
export type WebhookChange = Schemas["WebhookChange"];

export type GatewayKind = Schemas["GatewayKind"];
export const GATEWAY_KINDS = [
  "dingtalk",
  "wecom",
  "feishu",
  "sms",
  "voice",
  "modem",
] as const satisfies readonly GatewayKind[];
export type Audience = Schemas["Audience"];
export type GatewayTemplate = Schemas["GatewayTemplate"];
export type Gateway = Omit<Written<Schemas["Gateway"]>, "template"> & { template: GatewayTemplate | null };
export type NewGateway = Schemas["NewGateway"];
export type GatewayChange = Schemas["GatewayChange"];

export type MessageRules = Written<Schemas["MessageRules"]>;
export type NewMessageRules = Schemas["NewMessageRules"];
/** What came of trying a channel. */
export type Trial = Written<Schemas["ChannelTrial"]>;
