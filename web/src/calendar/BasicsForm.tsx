/** A calendar's zone and holidays, and the windows of each day of its week. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type Draft, windowsOf } from "./draft";
import { holidayListsQuery } from "./queries";
import { DAYS, type Day } from "./types";

interface FormProps {
  draft: Draft;
  disabled: boolean;
  onChange: (change: Partial<Draft>) => void;
}

export function BasicsForm({ draft, disabled, onChange }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const lists = useQuery(holidayListsQuery).data?.items ?? [];
  const nameOf = (code: string) => lists.find((list) => list.code === code)?.name ?? code;
  const zones = Intl.supportedValuesOf("timeZone");
  const options = (zones.includes(draft.zone) ? zones : [draft.zone, ...zones]).map((value) => ({
    value,
    label: value,
  }));
  return (
    <div className="form-columns calendar-basics">
      <div>
        <label htmlFor={`${id}zone`}>{t("calendar.zone")}</label>
        <Select
          id={`${id}zone`}
          showSearch
          disabled={disabled}
          value={draft.zone}
          options={options}
          onChange={(zone) => onChange({ zone })}
        />
      </div>
      <div>
        {disabled ? (
          <>
            <span className="faint">{t("calendar.holidays")}</span>
            <div>{draft.holidays.map(nameOf).join(t("shared.list_comma")) || t("calendar.no_holidays")}</div>
          </>
        ) : (
          <>
            <label htmlFor={`${id}holidays`}>{t("calendar.holidays")}</label>
            <Select
              id={`${id}holidays`}
              mode="multiple"
              value={draft.holidays}
              placeholder={t("calendar.no_holidays")}
              options={lists.map((list) => ({ value: list.code, label: list.name }))}
              onChange={(holidays) => onChange({ holidays })}
            />
          </>
        )}
      </div>
      {draft.holidays.length > 0 && (
        <div>
          <label htmlFor={`${id}until`}>{t("calendar.announced_until")}</label>
          <Input
            id={`${id}until`}
            type="date"
            disabled={disabled}
            value={draft.announced_until}
            onChange={(event) => onChange({ announced_until: event.target.value })}
          />
          <p className="faint small">{t("calendar.announced_until_hint")}</p>
        </div>
      )}
    </div>
  );
}

interface WeekProps extends FormProps {
  mistakes: Partial<Record<Day, string>>;
}

export function WeekForm({ draft, disabled, mistakes, onChange }: WeekProps) {
  const { t } = useTranslation();
  const id = useId();
  const set = (day: Day, text: string) => onChange({ week: { ...draft.week, [day]: text } });
  const toWorkdays = () =>
    onChange({
      week: {
        ...draft.week,
        ...Object.fromEntries(DAYS.slice(1, 5).map((day) => [day, draft.week.mon])),
      },
    });
  return (
    <div className="week-form">
      {DAYS.map((day) => (
        <div key={day} className="week-line">
          <label htmlFor={`${id}${day}`}>{t(`calendar.day.${day}`)}</label>
          <div>
            <Input
              id={`${id}${day}`}
              className="mono"
              disabled={disabled}
              status={mistakes[day] ? "error" : undefined}
              aria-invalid={mistakes[day] !== undefined}
              aria-describedby={mistakes[day] ? `${id}${day}-wrong` : undefined}
              value={draft.week[day]}
              placeholder={t("calendar.no_service")}
              onChange={(event) => set(day, event.target.value)}
              onBlur={() => set(day, windowsOf(draft.week[day]).join(", "))}
            />
            {mistakes[day] && (
              <p id={`${id}${day}-wrong`} className="calendar-wrong small" role="alert">
                {mistakes[day]}
              </p>
            )}
          </div>
        </div>
      ))}
      {!disabled && (
        <Button size="small" onClick={toWorkdays}>
          {t("calendar.monday_for_workdays")}
        </Button>
      )}
      <p className="faint small">{t("calendar.week_hint")}</p>
    </div>
  );
}
