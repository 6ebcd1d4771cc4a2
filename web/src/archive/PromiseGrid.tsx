/** The promised times of a contract: by level the four that follow one another, then every other line in words. */
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type Clause, type Contract, LEVELS, type Level, MAIN_CLOCKS } from "../api/types";
import { LevelTag, useLevelWords } from "../shared/Level";
import { targetInWords } from "../shared/target";
import { calendarNamesQuery } from "./queries";

/** Whether a line stands in the table: it is for one level and limited by nothing else. */
export function isInTable(
  clause: Pick<Clause, "clock" | "level" | "kind" | "site_class" | "guard">,
): boolean {
  const main = MAIN_CLOCKS.some((clock) => clock === clause.clock);
  return main && clause.level !== null && !clause.kind && !clause.site_class && clause.guard === null;
}

export function PromiseGrid({ contract }: { contract: Pick<Contract, "clauses"> }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const names = useQuery(calendarNamesQuery).data;
  const calendar = (id: number) => (id === 0 || !names ? "" : (names.get(id) ?? `#${id}`));
  const inTable = contract.clauses.filter(isInTable);
  const others = contract.clauses.filter((clause) => !isInTable(clause));
  const clocks = MAIN_CLOCKS.filter((clock) => inTable.some((clause) => clause.clock === clock));
  return (
    <>
      {inTable.length > 0 && (
        <table className="promise-grid">
          <caption className="visually-hidden">{t("archive.promises")}</caption>
          <thead>
            <tr>
              <td />
              {clocks.map((clock) => (
                <th key={clock} scope="col">
                  {t(`desk.clock.${clock}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LEVELS.filter((level) => inTable.some((clause) => clause.level === level)).map((level) => (
              <tr key={level}>
                <th scope="row">
                  <LevelTag level={level} short />
                </th>
                {clocks.map((clock) => {
                  const clause = inTable.find((line) => line.clock === clock && line.level === level);
                  return (
                    <td key={clock}>
                      {clause ? targetInWords(clause.target, t) : "—"}
                      {clause && calendar(clause.calendar_id) && (
                        <div className="faint small">{calendar(clause.calendar_id)}</div>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {others.length > 0 && (
        <ul className="plain-list promise-others">
          {others.map((clause) => (
            <li key={JSON.stringify(clause)}>
              <span className="faint">{whom(clause, t, words.short)}</span> {t(`desk.clock.${clause.clock}`)}{" "}
              <strong>{targetInWords(clause.target, t)}</strong>
              {calendar(clause.calendar_id) && (
                <span className="faint"> · {calendar(clause.calendar_id)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** For which tickets a line holds, in words. */
function whom(clause: Clause, t: TFunction, name: (level: Level) => string): string {
  const parts = [
    clause.level === null ? null : name(clause.level),
    clause.kind && t(`desk.kind.${clause.kind}`),
    clause.site_class && t("archive.of_class", { name: clause.site_class }),
    clause.guard === null ? null : t(clause.guard ? "archive.in_guard" : "archive.outside_guard"),
  ];
  return parts.filter(Boolean).join(" · ") || t("archive.any_ticket");
}
