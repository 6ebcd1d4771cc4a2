/** Escalation: who is called in which order, and whether the chain holds. */
import type { Schemas, Written } from "../api/written";

export type EscalationPolicy = Written<Schemas["EscalationPolicy"]>;
export type EscalationPlan = Schemas["EscalationPlan"];
export type EscalationHours = Schemas["EscalationHours"];
export type EscalationAgain = Schemas["EscalationAgain"];
export type EscalationStep = Schemas["EscalationStep"];
export type EscalationTarget = Schemas["EscalationTarget"];
export type EscalationUse = Written<Schemas["EscalationUse"]>;
export type CallForecast = Written<Schemas["CallForecast"]>;
export type CallForecastEntry = CallForecast["calls"][number];
export type CallRehearsal = Written<Schemas["CallRehearsal"]>;
export type CallGap = CallRehearsal["gaps"][number];
export type MessageTemplate = Written<Schemas["MessageTemplate"]>;
export type MessageTemplateChange = Schemas["MessageTemplateChange"];
export type CallAudit = Written<Schemas["CallAudit"]>;

export const TARGETS = ["duty", "account_engineer", "role", "people"] as const;
/** The channels that a step may name; a webhook tells programs, not people. */
export const CALL_CHANNELS = ["voice", "sms", "email", "dingtalk", "wecom", "feishu", "in_app"] as const;
