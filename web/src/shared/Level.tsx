/** A fault's level: red, orange, blue-grey for 1, 2, 3 everywhere; the words carry it too, for those who do not see the colour. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Level } from "../api/types";
import { levelsQuery } from "../desk/queries";

export function LevelTag({ level, short }: { level: Level; short?: boolean }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  return (
    <span className={`level level-${level}`} title={words.meaning(level)}>
      {short ? t(`desk.level_short.${level}`) : words.name(level)}
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
  return {
    name: (level: Level) => {
      const found = own(level);
      return (chinese ? found?.name_zh : found?.name_en) ?? t(`desk.level.${level}`);
    },
    meaning: (level: Level) => {
      const found = own(level);
      return (chinese ? found?.meaning_zh : found?.meaning_en) ?? t(`desk.level_meaning.${level}`);
    },
  };
}
