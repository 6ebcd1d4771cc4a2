/** What events are about: the nouns of the journal, with the page that shows one where there is such a page. */
import { paths } from "../app/paths";

export const NOUNS = [
  "ticket",
  "alarm",
  "visit",
  "message",
  "duty_day",
  "customer",
  "contract",
  "calendar",
  "site",
  "contact",
  "device",
  "person",
  "token",
  "webhook",
  "leave",
  "escalation_policy",
  "escalation_use",
  "message_template",
  "rehearsal",
  "maintenance",
] as const;
export type Noun = (typeof NOUNS)[number];

/** A newer server may write about nouns that these pages do not know. */
export function nounOf(kind: string): Noun | undefined {
  return NOUNS.find((noun) => noun === kind);
}

export function pathOf(subject: { kind: string; id: number }): string | null {
  switch (subject.kind) {
    case "ticket":
      return paths.ticket(subject.id);
    case "visit":
      return paths.visit(subject.id);
    case "customer":
      return paths.customer(subject.id);
    case "calendar":
      return paths.calendar(subject.id);
    case "leave":
      return paths.leaves;
    case "escalation_policy":
    case "escalation_use":
      return paths.policies;
    case "message_template":
      return paths.templates;
    case "rehearsal":
      return paths.rehearsal;
    case "maintenance":
      return paths.maintenanceWindow(subject.id);
    case "device":
      return paths.device(subject.id);
    default:
      return null;
  }
}
