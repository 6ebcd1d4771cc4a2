/** A plan as a drawn timeline: each step once, at the earliest time at which it can begin, and each repetition. */
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { calendarNamesQuery } from "../archive/queries";
import type { Rung } from "./Ladder";
import { useNames } from "./people";
import type { EscalationPlan, EscalationStep, EscalationTarget } from "./types";

/** What the contract says where a plan says nothing: five minutes, as in the usual contract. */
export const USUAL_SECONDS = 300;

type Names = Map<number, string>;

function targetText(target: EscalationTarget, t: TFunction, people: Names): string {
  if (target.kind === "role") return t(`roster.role.${target.role}`);
  if (target.kind === "people")
    return target.people.map((id) => people.get(id) ?? `#${id}`).join(t("shared.list_comma"));
  return t(`calling.target.${target.kind}`);
}

function wait(step: EscalationStep, first: boolean): number {
  return step.after_seconds ?? (first ? 0 : USUAL_SECONDS);
}

/** Over which channels, and at which hours. */
function conditions(step: EscalationStep, t: TFunction, calendars: Names | undefined): string {
  const channels =
    step.channels && step.channels.length > 0
      ? step.channels.map((channel) => t(`notify.channel.${channel}`)).join(t("shared.list_comma"))
      : t("calling.own_rules");
  if (!step.hours) return channels;
  const calendar = calendars?.get(step.hours.calendar_id) ?? `#${step.hours.calendar_id}`;
  const hours = t(step.hours.inside ? "calling.inside_of" : "calling.outside_of", { calendar });
  return `${channels} · ${hours}`;
}

export function rungs(plan: EscalationPlan, t: TFunction, people: Names, calendars?: Names): Rung[] {
  const drawn: Rung[] = [];
  let at = 0;
  plan.steps.forEach((step, place) => {
    at += wait(step, place === 0);
    const name = targetText(step.target, t, people);
    for (let pass = 0; pass <= (step.again?.times ?? 0); pass += 1) {
      if (pass > 0) at += step.again?.after_seconds ?? 0;
      drawn.push({
        key: `${place}-${pass}`,
        at,
        name,
        note:
          pass > 0
            ? t("calling.once_more", { count: pass })
            : `${place + 1} · ${conditions(step, t, calendars)}`,
        skipped: false,
      });
    }
  });
  return drawn;
}

export function useRungs(plan: EscalationPlan): Rung[] {
  const { t } = useTranslation();
  const people = useNames();
  const calendars = useQuery(calendarNamesQuery).data;
  return rungs(plan, t, people, calendars);
}
