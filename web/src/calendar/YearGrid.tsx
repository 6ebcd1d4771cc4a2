/** A year at a glance: twelve small months, each day in the colour of what holds on it. */
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Flex, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import type { CalendarDay, CalendarYear } from "../api/types";
import { monthOf, today, weeksOf } from "../roster/month";
import { dateText } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { DAY_KINDS } from "./types";

interface YearGridProps {
  year: number;
  shown: CalendarYear | undefined;
  error: unknown;
  onYear: (year: number) => void;
  /** Somebody wants another day of it; absent when it may not be changed. */
  onChoose?: (date: string) => void;
}

export function YearGrid({ year, shown, error, onYear, onChoose }: YearGridProps) {
  const { t } = useTranslation();
  const days = new Map(shown?.days.map((day) => [day.date, day]));
  const kinds = DAY_KINDS.filter((kind) => shown?.days.some((day) => day.kind === kind));
  return (
    <Panel
      title={t("calendar.year")}
      extra={
        <Flex gap={6} align="center">
          <Button
            size="small"
            icon={<LeftOutlined />}
            aria-label={t("calendar.year_before")}
            onClick={() => onYear(year - 1)}
          />
          <strong aria-live="polite">{year}</strong>
          <Button
            size="small"
            icon={<RightOutlined />}
            aria-label={t("calendar.year_after")}
            onClick={() => onYear(year + 1)}
          />
        </Flex>
      }
    >
      {error !== null && <ErrorPanel error={error} />}
      {!shown && error === null && <Skeleton active paragraph={{ rows: 8 }} />}
      {shown && (
        <>
          <p className="faint small">
            {t("calendar.year_sum", { days: shown.working_days, hours: Math.round(shown.minutes / 60) })}
            {!shown.announced && (
              <strong className="calendar-soon"> {t("calendar.not_announced", { year })}</strong>
            )}
          </p>
          <ul className="plain-list year-legend small">
            {kinds.map((kind) => (
              <li key={kind}>
                <span className={`year-key year-${kind}`} aria-hidden /> {t(`calendar.kind.${kind}`)}
              </li>
            ))}
          </ul>
          <div className="year-months">
            {Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, "0")}`).map(
              (month) => (
                <Month key={month} month={month} days={days} onChoose={onChoose} />
              ),
            )}
          </div>
        </>
      )}
    </Panel>
  );
}

interface MonthProps {
  month: string;
  days: Map<string, CalendarDay>;
  onChoose?: (date: string) => void;
}

function Month({ month, days, onChoose }: MonthProps) {
  const { i18n } = useTranslation();
  const locale = i18n.language === "zh" ? "zh-CN" : "en-GB";
  const say = (date: string, shape: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...shape, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
  const { weeks, first } = weeksOf(month);
  return (
    <table className="year-month">
      <caption>{say(first, { month: "long" })}</caption>
      <thead>
        <tr>
          {(weeks[0] ?? []).map((date) => (
            <th key={date} scope="col" abbr={say(date, { weekday: "long" })}>
              {say(date, { weekday: "narrow" })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((date) => (
              <td key={date}>
                {monthOf(date) === month && <Cell date={date} day={days.get(date)} onChoose={onChoose} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({
  date,
  day,
  onChoose,
}: {
  date: string;
  day?: CalendarDay;
  onChoose?: (date: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const hours = day && day.windows.length > 0 ? day.windows.join(", ") : t("calendar.no_service");
  const said = [dateText(date, i18n.language), day && t(`calendar.kind.${day.kind}`), day?.name, hours]
    .filter(Boolean)
    .join(" · ");
  const look = `year-day year-${day?.kind ?? "free"} ${date === today() ? "year-today" : ""}`;
  const number = <span aria-hidden>{Number(date.slice(8))}</span>;
  if (!onChoose)
    return (
      <span className={look} title={said}>
        {number}
        <span className="visually-hidden">{said}</span>
      </span>
    );
  return (
    <button type="button" className={look} title={said} aria-label={said} onClick={() => onChoose(date)}>
      {number}
    </button>
  );
}
