/** The next times that planned work would have, worked out by the server while it is being entered. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import type { NewMaintenanceWindow } from "../../api/types";
import { instantText } from "../../shared/DateTime";
import { nextTimesQuery } from "../queries";

type When = Pick<NewMaintenanceWindow, "starts_at" | "ends_at" | "rule" | "zone">;

/** `when` is nothing while the beginning or the end is missing. */
export function NextTimes({ when }: { when: When | null }) {
  const { t, i18n } = useTranslation();
  const asked = useDeferredValue(when);
  const { data, error } = useQuery({
    ...nextTimesQuery(asked ?? { starts_at: "", ends_at: "", zone: "" }),
    enabled: asked !== null,
  });
  if (!asked) return null;
  const problem = error && asProblem(error);
  const times = data?.times ?? [];
  return (
    <section className="next-times small" aria-live="polite">
      <strong>{t("maintenance.next_times")}</strong>
      {problem ? (
        <p className="next-times-wrong">
          {problem.fields.map(({ detail }) => detail).join(" ") || problem.detail}
        </p>
      ) : data && times.length === 0 ? (
        <p className="next-times-wrong">{t("maintenance.no_next_times")}</p>
      ) : (
        <ol className="plain-list">
          {times.map((at) => (
            <li key={at}>{withWeekday(at, i18n.language, asked.zone)}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

function withWeekday(at: string, language: string, zone: string): string {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: zone }).format(new Date(at));
  return `${day} ${instantText(at, language)}`;
}
