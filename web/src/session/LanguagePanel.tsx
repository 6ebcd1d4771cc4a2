/** One's own language: of the pages, and of the messages that are sent. */
import { useQueryClient } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../api/types";
import { chooseLanguage } from "../app/preferences";
import { LANGUAGES } from "../i18n";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { changeSession, sessionQuery, useSession } from "./session";

const NAMES: Record<Language, string> = { zh: "中文", en: "English" };

export function LanguagePanel() {
  const { t } = useTranslation();
  const { person } = useSession();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const change = async (locale: Language) => {
    setError(null);
    try {
      queries.setQueryData(sessionQuery.queryKey, await changeSession({ locale }));
      await chooseLanguage(locale);
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <Panel title={t("session.own_language")}>
      <Segmented<Language>
        aria-label={t("session.own_language")}
        value={person.locale}
        options={LANGUAGES.map((value) => ({ value, label: <span lang={value}>{NAMES[value]}</span> }))}
        onChange={(locale) => void change(locale)}
      />
      <p className="faint small" style={{ marginBlockStart: 10 }}>
        {t("session.own_language_hint")}
      </p>
      {error !== null && <ErrorPanel error={error} />}
    </Panel>
  );
}
