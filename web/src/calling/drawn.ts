/** A plan as a drawn timeline: each step once, at the earliest time at which it can begin, and each repetition. */
import type { TFunction } from "i18next";
import type { Rung } from "./Ladder";
import type { EscalationPlan, EscalationStep, EscalationTarget } from "./types";

/** What the contract says where a plan says nothing: five minutes, as in the usual contract. */
export const USUAL_SECONDS = 300;

export function targetText(target: EscalationTarget, t: TFunction, names: Map<number, string>): string {
  if (target.kind === "role") return t(`roster.role.${target.role}`);
  if (target.kind === "people")
    return target.people.map((id) => names.get(id) ?? `#${id}`).join(t("shared.list_comma"));
  return t(`calling.target.${target.kind}`);
}

function wait(step: EscalationStep, first: boolean): number {
  return step.after_seconds ?? (first ? 0 : USUAL_SECONDS);
}

export function rungs(plan: EscalationPlan, t: TFunction, names: Map<number, string>): Rung[] {
  const drawn: Rung[] = [];
  let at = 0;
  plan.steps.forEach((step, place) => {
    at += wait(step, place === 0);
    const name = targetText(step.target, t, names);
    const channels =
      step.channels && step.channels.length > 0
        ? step.channels.map((channel) => t(`notify.channel.${channel}`)).join(t("shared.list_comma"))
        : t("calling.own_rules");
    for (let pass = 0; pass <= (step.again?.times ?? 0); pass += 1) {
      if (pass > 0) at += step.again?.after_seconds ?? 0;
      drawn.push({
        key: `${place}-${pass}`,
        at,
        name,
        note: pass > 0 ? t("calling.once_more", { count: pass }) : `${place + 1} · ${channels}`,
        skipped: false,
      });
    }
  });
  return drawn;
}
