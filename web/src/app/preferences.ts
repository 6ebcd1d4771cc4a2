/** Language and theme: chosen once, remembered in this browser. */
import i18next from "i18next";
import { useSyncExternalStore } from "react";
import type { Language } from "../api/types";
import { speak } from "../i18n";

export type ThemeChoice = "light" | "dark" | "system";

interface Preferences {
  /** Nothing until the user has chosen: the browser's or the person's own language holds then. */
  language: Language | null;
  theme: ThemeChoice;
}

const KEY = "aftercare.preferences";

function remembered(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    return {
      language: stored.language === "zh" || stored.language === "en" ? stored.language : null,
      theme: stored.theme === "light" || stored.theme === "dark" ? stored.theme : "system",
    };
  } catch {
    return { language: null, theme: "system" };
  }
}

let preferences = remembered();
const listeners = new Set<() => void>();

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // A private window may refuse to remember; the choice still holds for this page.
  }
  for (const listener of listeners) listener();
}

export function getPreferences(): Preferences {
  return preferences;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => preferences,
  );
}

export function browserLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

const darkQuery = () => window.matchMedia("(prefers-color-scheme: dark)");

/** Whether the pages are dark now, following the system where the user left it to the system. */
export function useDark(): boolean {
  const { theme } = usePreferences();
  const system = useSyncExternalStore(
    (listener) => {
      const query = darkQuery();
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => darkQuery().matches,
  );
  return theme === "system" ? system : theme === "dark";
}

/** The person's own language holds until another is chosen in this browser. */
export async function adoptLanguage(own: Language): Promise<void> {
  if (preferences.language === null && i18next.language !== own) await speak(own);
}

/** The user chose: spoken at once and remembered here. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  setPreferences({ language });
}
