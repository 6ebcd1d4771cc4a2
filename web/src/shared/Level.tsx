/** A fault's level: red, orange, blue-grey for 1, 2, 3 everywhere; the words carry it too, for those who do not see the colour. */
import { useTranslation } from "react-i18next";
import type { Level } from "../api/types";

export function LevelTag({ level, short }: { level: Level; short?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={`level level-${level}`} title={t(`desk.level_meaning.${level}`)}>
      {short ? t(`desk.level_short.${level}`) : t(`desk.level.${level}`)}
    </span>
  );
}
