/** From a rule to the fields in which it is written, and back. Fields are named as the API names them, so that its objections find theirs. */
import type { TFunction } from "i18next";
import type { DeviceKind } from "../../api/types";
import { countedOf, scaleOf, shownOf, unitOf } from "./measures";
import type { AlertRule, Condition, Definition, NewAlertRule, Side } from "./types";

/** Values are in the unit that stands beside them; every kind of condition keeps what was written for it while another is looked at. */
export interface WhenForm {
  kind: Condition["kind"];
  value?: number | null;
  clear?: number | null;
  spread?: number | null;
  side?: Side;
  within_days?: number | null;
  /** In hundredths. */
  confidence?: number | null;
}
export interface RuleForm {
  name: string;
  customer_id?: number | null;
  active: boolean;
  definition: {
    of: { kinds?: DeviceKind[]; site_ids?: number[]; device_ids?: number[] };
    check?: string;
    metric: string;
    label?: string;
    when: WhenForm;
    for_seconds?: number | null;
  };
}

export const BLANK: RuleForm = {
  name: "",
  active: true,
  definition: {
    of: {},
    metric: "loss",
    when: { kind: "above", side: "both", spread: 4, within_days: 14, confidence: 80 },
    for_seconds: 300,
  },
};

export function formOf(rule: AlertRule, t: TFunction, unit?: string): RuleForm {
  const { definition } = rule;
  const scale = scaleOf(definition.metric, unitOf(definition.metric, unit), t);
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? undefined : shownOf(value, scale);
  const { when } = definition;
  return {
    name: rule.name,
    customer_id: rule.customer_id,
    active: rule.active,
    definition: {
      of: { ...definition.of, kinds: definition.of?.kinds as DeviceKind[] | undefined },
      check: definition.check ?? undefined,
      metric: definition.metric,
      label: definition.label === "*" ? undefined : definition.label,
      for_seconds: definition.for_seconds ?? 0,
      when: {
        ...BLANK.definition.when,
        ...when,
        ...("value" in when && { value: shown(when.value) }),
        ...("clear" in when && { clear: shown(when.clear) }),
        ...("confidence" in when && { confidence: Math.round(when.confidence * 1000) / 10 }),
      },
    },
  };
}

/** What the fields say; nothing while a field that is needed is empty. */
export function definitionOf(form: RuleForm["definition"], t: TFunction, unit?: string): Definition | null {
  const metric = form.metric?.trim() ?? "";
  const when = conditionOf(form.when, (shown) => countedOf(shown, scaleOf(metric, unitOf(metric, unit), t)));
  if (!metric || !when) return null;
  const { kinds = [], site_ids = [], device_ids = [] } = form.of ?? {};
  return {
    of: { kinds, site_ids, device_ids },
    ...(form.check?.trim() && { check: form.check.trim() }),
    metric,
    ...(form.label?.trim() && { label: form.label.trim() }),
    when,
    for_seconds: form.for_seconds ?? 0,
  };
}

function conditionOf(form: WhenForm, counted: (shown: number) => number): Condition | null {
  const { kind, value, clear, spread, side = "both", within_days, confidence } = form;
  const missing = (field: number | null | undefined) => field === null || field === undefined;
  switch (kind) {
    case "absent":
      return { kind };
    case "unusual":
      return missing(spread) ? null : { kind, spread: Number(spread), side };
    case "reaches":
      if (missing(value) || missing(within_days) || missing(confidence)) return null;
      return {
        kind,
        value: counted(Number(value)),
        within_days: Number(within_days),
        confidence: Math.round(Number(confidence) * 10) / 1000,
      };
    default:
      if (missing(value)) return null;
      return {
        kind,
        value: counted(Number(value)),
        ...(!missing(clear) && { clear: counted(Number(clear)) }),
      };
  }
}

export function ruleOf(form: RuleForm, t: TFunction, unit?: string): NewAlertRule | null {
  const definition = definitionOf(form.definition, t, unit);
  if (!definition) return null;
  return { name: form.name, customer_id: form.customer_id ?? null, active: form.active, definition };
}

/** The field of the form that a path of the API is about: one of a list is about the whole list. */
export const fieldOf = (path: string): string => path.replace(/\[\d+\]$/, "");
