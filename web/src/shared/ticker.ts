/** One heartbeat per second for every countdown on the page, so that they all turn over together. */
import { useSyncExternalStore } from "react";
import { serverNow } from "../api/serverTime";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let now = serverNow();

function beat(): void {
  now = serverNow();
  for (const listener of listeners) listener();
  timer = setTimeout(beat, 1000 - (now % 1000));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) beat();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
  };
}

/** The server's time in milliseconds, anew each second. */
export function useServerNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
