/** The steps of a visit in their order, and which instant each one leaves. */
import type { Visit, VisitStep } from "../api/types";

export const STEPS = ["set-out", "arrive", "restored", "confirm", "leave"] as const satisfies VisitStep[];
export type Step = (typeof STEPS)[number];

/** When a step was taken; nothing while it is to come. */
export function takenAt(visit: Visit, step: Step): string | null {
  switch (step) {
    case "set-out":
      return visit.set_out_at;
    case "arrive":
      return visit.arrived_at;
    case "restored":
      return visit.restored_at;
    case "confirm":
      return visit.confirmed_at;
    case "leave":
      return visit.left_at;
  }
}

/** The step that is to be taken next: the first that may be, else the first that was not. */
export function nextStep(visit: Visit): Step | null {
  const may = STEPS.find((step) => visit.actions.some((action) => action.action === step && action.allowed));
  if (may) return may;
  if (visit.state === "left" || visit.state === "cancelled") return null;
  return STEPS.find((step) => takenAt(visit, step) === null) ?? null;
}

/** Why a step may not be taken now, in the server's words; nothing when it may. */
export function refusal(visit: Visit, step: VisitStep): string | null {
  const action = visit.actions.find((known) => known.action === step);
  if (!action || action.allowed) return null;
  return action.why_not?.detail ?? null;
}

export function may(visit: Visit, step: VisitStep): boolean {
  return visit.actions.some((action) => action.action === step && action.allowed);
}
