/** Below 768 px the pages are laid out for a hand. */
import { useSyncExternalStore } from "react";

const query = () => window.matchMedia("(max-width: 767px)");

export function isPhone(): boolean {
  return query().matches;
}

export function usePhone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = query();
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => query().matches,
  );
}
