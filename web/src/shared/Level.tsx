/** A fault's level: red, orange, blue-grey for 1, 2, 3 everywhere; the words carry it too, for those who do not see the colour. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Level } from "../api/types";
import { levelsQuery } from "../desk/queries";

export function LevelTag({ level, short }: { level: Level; short?: boolean }) {
  const words = useLevelWords();
  return (
    <span className={`level level-${level} ${short ? "level-brief" : ""}`} title={words.sentence(level)}>
      {short ? words.short(level) : words.name(level)}
    </span>
  );
}

/** What levels are called and mean: the service's own words once it has written some, the plan's until then. */
export function useLevelWords() {
  const { t, i18n } = useTranslation();
  const written = useQuery({ ...levelsQuery, enabled: false }).data;
  const own = (level: Level) =>
    written && written.version > 0 ? written.levels.find((known) => known.level === level) : undefined;
  const chinese = i18n.language === "zh";
  const name = (level: Level) => {
    const found = own(level);
    return (chinese ? found?.name_zh : found?.name_en) ?? t(`desk.level.${level}`);
  };
  const renamed = (level: Level) => name(level) !== t(`desk.level.${level}`);
  const meaning = (level: Level) => {
    const found = own(level);
    return (chinese ? found?.meaning_zh : found?.meaning_en) ?? t(`desk.level_meaning.${level}`);
  };
  return {
    name,
    /** For narrow places. A name that the service chose has no shorter form. */
    short: (level: Level) => (renamed(level) ? name(level) : t(`desk.level_short.${level}`)),
    meaning,
    /** Name and meaning in one; the plan's own meanings begin with the name. */
    sentence: (level: Level) =>
      renamed(level)
        ? t("desk.level_sentence", { level: name(level), meaning: meaning(level) })
        : meaning(level),
  };
}
