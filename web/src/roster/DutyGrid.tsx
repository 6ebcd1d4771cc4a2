/** The duty table as a month on a desk and as a list of days in a hand. */
import { useTranslation } from "react-i18next";
import type { DutyDay } from "../api/types";
import { dateText } from "../shared/DateTime";
import { type Month, monthOf, today } from "./month";

interface DaysProps {
  days: DutyDay[];
  required: number;
  onChoose: (day: DutyDay) => void;
}

export function DutyGrid({ month, days, required, onChoose }: DaysProps & { month: Month }) {
  const { t, i18n } = useTranslation();
  const byDate = new Map(days.map((day) => [day.date, day]));
  const weekdays = (month.weeks[0] ?? []).map((date) =>
    new Intl.DateTimeFormat(i18n.language === "zh" ? "zh-CN" : "en-GB", {
      weekday: "short",
      timeZone: "UTC",
    }).format(new Date(`${date}T00:00:00Z`)),
  );
  return (
    <table className="panel duty-grid">
      <caption className="visually-hidden">{t("roster.duty")}</caption>
      <thead>
        <tr>
          {weekdays.map((weekday) => (
            <th key={weekday} scope="col">
              {weekday}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {month.weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((date) => {
              const day = byDate.get(date) ?? { date, people: [], gap: true };
              const outside = monthOf(date) !== month.month;
              return (
                <td key={date} className={outside ? "duty-outside" : ""}>
                  <Day day={day} required={required} onChoose={onChoose} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, required, onChoose }: { day: DutyDay } & Omit<DaysProps, "days">) {
  const { t, i18n } = useTranslation();
  const isToday = day.date === today();
  const short = day.gap && day.date >= today();
  return (
    <button
      type="button"
      className={`duty-day ${short ? "duty-short" : ""} ${isToday ? "duty-today" : ""}`}
      onClick={() => onChoose(day)}
    >
      <span className="duty-date">
        <span aria-hidden>{Number(day.date.slice(8))}</span>
        <span className="visually-hidden">{dateText(day.date, i18n.language)}</span>
        {isToday && <small>{t("roster.today")}</small>}
      </span>
      {day.people.map((person) => (
        <span key={person.id} className={person.active ? "duty-name" : "duty-name duty-gone"}>
          {person.name}
        </span>
      ))}
      {day.gap && day.date >= today() && (
        <span className="duty-lack">
          {t("roster.lacks", { count: Math.max(1, required - day.people.length) })}
        </span>
      )}
    </button>
  );
}

export function DutyDays({ days, required, onChoose }: DaysProps) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="card-list">
      {days.map((day) => {
        const short = day.gap && day.date >= today();
        return (
          <li key={day.date}>
            <button
              type="button"
              className={`card-row duty-row ${short ? "row-level-1" : ""} ${day.date === today() ? "duty-today" : ""}`}
              onClick={() => onChoose(day)}
            >
              <span className="faint">{dateText(day.date, i18n.language)}</span>
              <span>
                {day.people.map((person) => person.name).join(t("shared.list_comma")) || "—"}
                {short && (
                  <span className="duty-lack">
                    {" "}
                    {t("roster.lacks", { count: Math.max(1, required - day.people.length) })}
                  </span>
                )}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
