/** States as a small dot or ring and a word; the shape differs with the meaning, not only the colour. */
import { useTranslation } from "react-i18next";
import type { MessageState, StateOfDevice, TicketState, VisitState, Worker } from "../api/types";

type Tone = "good" | "bad" | "warn" | "busy" | "quiet" | "done";

function State({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`state state-${tone}`}>{children}</span>;
}

const TICKET: Record<TicketState, Tone> = {
  open: "bad",
  acknowledged: "busy",
  restored: "warn",
  resolved: "good",
  closed: "done",
  cancelled: "quiet",
};
export function TicketStateTag({ state }: { state: TicketState }) {
  const { t } = useTranslation();
  return <State tone={TICKET[state]}>{t(`desk.state.${state}`)}</State>;
}

const DEVICE: Record<StateOfDevice, Tone> = {
  up: "good",
  down: "bad",
  unreachable: "warn",
  unknown: "quiet",
};
export function DeviceStateTag({ state }: { state: StateOfDevice }) {
  const { t } = useTranslation();
  return <State tone={DEVICE[state]}>{t(`watch.state.${state}`)}</State>;
}

const VISIT: Record<VisitState, Tone> = {
  planned: "quiet",
  set_out: "busy",
  arrived: "busy",
  restored: "warn",
  confirmed: "good",
  left: "done",
  cancelled: "quiet",
};
export function VisitStateTag({ state }: { state: VisitState }) {
  const { t } = useTranslation();
  return <State tone={VISIT[state]}>{t(`field.state.${state}`)}</State>;
}

const MESSAGE: Record<MessageState, Tone> = {
  waiting: "busy",
  sent: "good",
  failed: "warn",
  given_up: "bad",
};
export function MessageStateTag({ state }: { state: MessageState }) {
  const { t } = useTranslation();
  return <State tone={MESSAGE[state]}>{t(`notify.state.${state}`)}</State>;
}

const WORKER: Record<Worker["state"], Tone> = { idle: "good", running: "busy", failing: "bad" };
export function WorkerStateTag({ state }: { state: Worker["state"] }) {
  const { t } = useTranslation();
  return <State tone={WORKER[state]}>{t(`workers.state.${state}`)}</State>;
}
