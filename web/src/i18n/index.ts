/** Chinese and English, each loaded only when chosen; Ant Design and dates speak the same language as the pages. */
import type { Locale } from "antd/es/locale";
import dayjs from "dayjs";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../api/types";

export const LANGUAGES: readonly Language[] = ["zh", "en"];

interface LanguagePack {
  texts: Record<string, unknown>;
  antd: Locale;
}
const load: Record<Language, () => Promise<{ default: LanguagePack }>> = {
  zh: () => import("./zh"),
  en: () => import("./en"),
};

let antdLocale: Locale | undefined;
export function currentAntdLocale(): Locale | undefined {
  return antdLocale;
}

/** Resolves once everything on the page can be said in `language`. */
export async function speak(language: Language): Promise<void> {
  const pack = (await load[language]()).default;
  antdLocale = pack.antd;
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      resources: { [language]: { translation: pack.texts } },
      fallbackLng: false,
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  } else {
    i18next.addResourceBundle(language, "translation", pack.texts);
    await i18next.changeLanguage(language);
  }
}
