/** Planned work in words: when it comes again, what it covers, how it stands. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { MaintenanceTime, MaintenanceWindow } from "../../api/types";
import { DateTime, dateText, instantText } from "../../shared/DateTime";
import { spanInWords } from "../../shared/duration";
import { useServerNow } from "../../shared/ticker";
import { civilTime, zoneName } from "../../shared/zone";
import { type Choice, choiceOf, WEEKDAYS, type Weekday } from "./recurrence";
import { standingOf } from "./standing";

/** `周一` or `Monday` (`Mon` when short): the second of November 2026 was a Monday, and no zone is involved. */
export function weekdayText(day: Weekday, language: string, short = false): string {
  const at = new Date(Date.UTC(2026, 10, 2 + WEEKDAYS.indexOf(day)));
  const weekday = short || language === "zh" ? "short" : "long";
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { weekday, timeZone: "UTC" }).format(
    at,
  );
}

/** `Every Sunday, until 31 Dec 2027`; nothing for once. */
export function recurrenceText(choice: Choice, t: TFunction, language: string): string {
  if (choice.kind === "once") return "";
  if (choice.kind === "own") return t("maintenance.again.own", { rule: choice.rule });
  const again =
    choice.kind === "daily"
      ? t("maintenance.again.daily")
      : choice.kind === "monthly"
        ? t("maintenance.again.monthly", {
            nth: t(`maintenance.nth.${choice.nth}`),
            day: weekdayText(choice.day, language),
          })
        : choice.days.length === 0
          ? t("maintenance.again.weekly")
          : t("maintenance.again.weekly_on", {
              days: choice.days.map((day) => weekdayText(day, language)).join(t("shared.list_comma")),
            });
  if (!choice.until) return again;
  return again + t("maintenance.until_date", { date: dateText(choice.until, language, false) });
}

type When = Pick<MaintenanceWindow, "starts_at" | "ends_at" | "rule" | "zone">;

/** When it is open: the one time, or the hours and how they come again, in the civil time of its zone. */
export function WhenText({ of }: { of: When }) {
  const { t, i18n } = useTranslation();
  if (of.rule === "") return <TimeSpan of={of} />;
  const hours = (at: string) => civilTime(new Date(at), of.zone).slice(11);
  const seconds = (Date.parse(of.ends_at) - Date.parse(of.starts_at)) / 1000;
  return (
    <span>
      {recurrenceText(choiceOf(of.rule), t, i18n.language)}
      <br />
      <span className="nowrap">
        {seconds >= 86_400
          ? t("maintenance.from_for", { from: hours(of.starts_at), span: spanInWords(seconds, t) })
          : `${hours(of.starts_at)} – ${hours(of.ends_at)}`}
      </span>
      {of.zone !== zoneName() && <span className="faint"> {of.zone}</span>}
    </span>
  );
}

/** From when to when; the date is not said twice. */
export function TimeSpan({ of }: { of: Pick<When, "starts_at" | "ends_at"> }) {
  const [from, to] = [civilTime(new Date(of.starts_at)), civilTime(new Date(of.ends_at))];
  return (
    <span className="nowrap">
      <DateTime at={of.starts_at} /> –{" "}
      {from.slice(0, 10) === to.slice(0, 10) ? (
        <time dateTime={of.ends_at}>{to.slice(11)}</time>
      ) : (
        <DateTime at={of.ends_at} />
      )}
    </span>
  );
}

/** `running until 04:00`, `next 29 Nov, 02:00`, `ended`. */
export function StandingTag({ of }: { of: MaintenanceWindow }) {
  const { t, i18n } = useTranslation();
  const standing = standingOf(of, useServerNow());
  const text = (at: string) => instantText(at, i18n.language);
  switch (standing.kind) {
    case "running":
      return (
        <span className="state state-warn">
          {t("maintenance.running_until", { at: text(standing.time.ends_at) })}
        </span>
      );
    case "next":
      return (
        <span className="state state-busy">
          {t("maintenance.next_at", { at: text(standing.time.starts_at) })}
        </span>
      );
    case "later":
      return <span className="state state-quiet">{t("maintenance.later")}</span>;
    case "ended":
      return <span className="state state-done">{t("maintenance.ended")}</span>;
  }
}

const TONE: Record<MaintenanceTime["state"], string> = {
  planned: "busy",
  running: "warn",
  over: "done",
  cancelled: "quiet",
  missed: "bad",
};

/** How one time stands. One that was ended early is over, even while the watch still compares. */
export function TimeState({ of }: { of: MaintenanceTime }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const comparing = of.state === "running" && Date.parse(of.ends_at) <= now;
  const state = comparing ? "over" : of.state;
  return (
    <span
      className={`state state-${TONE[state]}`}
      title={state === "missed" ? t("maintenance.missed_hint") : undefined}
    >
      {t(`maintenance.time_state.${state}`)}
    </span>
  );
}

/** What is covered, as many names as fit a line: `Pole 7, Depot and 3 more`. */
export function coveredText(
  of: Pick<MaintenanceWindow, "targets" | "customer_name">,
  t: TFunction,
  most = 3,
): string {
  if (of.targets.some(({ kind }) => kind === "customer")) return t("maintenance.whole_customer");
  const names = of.targets.slice(0, most).map(({ name }) => name || "—");
  const more = of.targets.length - names.length;
  const said = names.join(t("shared.list_comma"));
  return more > 0 ? t("maintenance.and_more", { names: said, count: more }) : said;
}
