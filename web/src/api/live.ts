/**
 * Live updates: the server says *that* something changed, the pages ask again for what they show.
 *
 * The stream reconnects for ever; after each reconnection everything shown is asked again, because what happened meanwhile was not heard.
 */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { urls } from "./client";
import type { Change } from "./types";

/** Which queries (first word of their key) show something of a noun; the noun of an event stands in its kind and its subject. */
const SHOWN_BY: Record<string, readonly string[]> = {
  ticket: ["tickets", "clocks", "visits", "alarms"],
  clock: ["tickets", "clocks"],
  alarm: ["alarms", "fleet", "device-states", "checks", "availability"],
  exclusion: ["exclusions", "availability"],
  maintenance: ["maintenance", "alarms", "availability"],
  alert_rule: ["alert-rules", "checks", "series"],
  check_template: ["check-templates", "checks", "device-states", "coverage"],
  check: ["checks", "custom-checks", "device-states", "fleet", "coverage"],
  custom_check: ["checks", "custom-checks", "coverage"],
  device: ["devices", "fleet", "device-states", "checks", "links", "coverage"],
  device_link: ["links"],
  device_expiry: ["expiries"],
  devices: ["devices", "customers", "sites", "fleet", "device-states", "checks"],
  customer: ["customers", "fleet"],
  contract: ["contracts"],
  calendar: ["calendars"],
  site: ["sites", "fleet"],
  contact: ["contacts"],
  person: ["people", "duty", "session"],
  session: [],
  duty: ["duty"],
  duty_day: ["duty"],
  visit: ["visits", "tickets", "clocks"],
  message: ["messages", "inbox"],
  webhook: ["webhooks"],
  token: ["tokens"],
  seal: ["journal"],
  worker: ["workers"],
};

/** First words of the keys of queries that a change touches; `null` means all of them (a noun we do not know). */
export function queriesTouchedBy(change: Change): readonly string[] | null {
  const noun = change.kind.split(".")[0] ?? "";
  // Somebody signing in is an event about a person that changes nothing that is shown.
  if (noun === "session") return [];
  const shown = SHOWN_BY[noun];
  const about = SHOWN_BY[change.subject_kind];
  if (!shown || !about) return null;
  return [...new Set([...shown, ...about, ...(change.ticket_id === null ? [] : ["tickets", "clocks"])])];
}

/** A burst of changes (a pole switch with forty cameras) asks again once, not forty times. */
const GATHER_MS = 400;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

export type LiveState = "connecting" | "live" | "lost";
let state: LiveState = "connecting";
const listeners = new Set<() => void>();

function tell(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Listens until the returned function is called. */
export function listen(queries: QueryClient): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY_MS;
  let missed = false;
  let everything = false;
  const touched = new Set<string>();

  const askAgain = () => {
    gather = undefined;
    if (everything) void queries.invalidateQueries();
    else void queries.invalidateQueries({ predicate: (query) => touched.has(String(query.queryKey[0])) });
    everything = false;
    touched.clear();
  };
  const note = (names: readonly string[] | null) => {
    if (names === null) everything = true;
    else for (const name of names) touched.add(name);
    if (names?.length === 0) return;
    gather ??= setTimeout(askAgain, GATHER_MS);
  };

  const connect = () => {
    source = new EventSource(urls.live);
    source.onopen = () => {
      wait = FIRST_RETRY_MS;
      tell("live");
      if (missed) note(null);
      missed = false;
    };
    source.addEventListener("change", (event) => {
      try {
        note(queriesTouchedBy(JSON.parse((event as MessageEvent<string>).data) as Change));
      } catch {
        note(null);
      }
    });
    source.onerror = () => {
      missed = true;
      tell("lost");
      // A browser gives up for good after an error status; only then is it ours to try again.
      if (source?.readyState !== EventSource.CLOSED) return;
      source.close();
      retry = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LAST_RETRY_MS);
    };
  };

  connect();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(gather);
    tell("connecting");
  };
}
