/** When work comes again, by choice: once, daily, weekly on some days, monthly on the n-th weekday, by a rule of one's own. */
import { Checkbox, Input, Select } from "antd";
import { type Ref, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { CHOICES, type Choice, choiceOf, NTHS, placeOf, ruleOf, turned, WEEKDAYS } from "./recurrence";
import { weekdayText } from "./words";

interface RecurrenceFieldProps {
  id?: string;
  /** The rule; empty for once. */
  value?: string;
  onChange?: (rule: string) => void;
  /** The civil time of the first beginning, from which a choice takes its day. */
  start: string;
  /** For the form, which looks for the field that the server objects to. */
  ref?: Ref<HTMLElement>;
}

export function RecurrenceField({ id, value, onChange, start, ref }: RecurrenceFieldProps) {
  const { t, i18n } = useTranslation();
  const own = useId();
  // Kept beside the rule: a rule of one's own stays one while it is typed, whatever it happens to say.
  const [choice, setChoice] = useState<Choice>(() => choiceOf(value ?? ""));
  const choose = (next: Choice) => {
    setChoice(next);
    onChange?.(ruleOf(next));
  };
  return (
    <div className="recurrence">
      <Select<Choice["kind"]>
        id={id}
        ref={ref as never}
        value={choice.kind}
        options={CHOICES.map((kind) => ({ value: kind, label: t(`maintenance.choice.${kind}`) }))}
        onChange={(kind) => choose(turned(choice, kind, placeOf(start)))}
      />
      {choice.kind === "weekly" && (
        <fieldset className="recurrence-days">
          <legend className="visually-hidden">{t("maintenance.on_days")}</legend>
          <Checkbox.Group
            value={choice.days}
            options={WEEKDAYS.map((day) => ({ value: day, label: weekdayText(day, i18n.language, true) }))}
            onChange={(days) => choose({ ...choice, days })}
          />
        </fieldset>
      )}
      {choice.kind === "monthly" && (
        <div className="recurrence-row">
          <Select
            aria-label={t("maintenance.place_in_month")}
            value={choice.nth}
            options={NTHS.map((nth) => ({ value: nth, label: t(`maintenance.nth.${nth}`) }))}
            onChange={(nth) => choose({ ...choice, nth })}
            className="recurrence-half"
          />
          <Select
            aria-label={t("maintenance.weekday")}
            value={choice.day}
            options={WEEKDAYS.map((day) => ({ value: day, label: weekdayText(day, i18n.language) }))}
            onChange={(day) => choose({ ...choice, day })}
            className="recurrence-half"
          />
        </div>
      )}
      {choice.kind === "own" && (
        <>
          <Input
            className="mono"
            aria-label={t("maintenance.own_rule")}
            aria-describedby={`${own}hint`}
            placeholder="FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"
            value={choice.rule}
            onChange={(event) => choose({ kind: "own", rule: event.target.value })}
          />
          <span id={`${own}hint`} className="faint small">
            {t("maintenance.own_rule_hint")}
          </span>
        </>
      )}
      {"until" in choice && (
        <div className="recurrence-row">
          <label htmlFor={`${own}until`}>{t("maintenance.until")}</label>
          <Input
            id={`${own}until`}
            type="date"
            className="recurrence-until"
            value={choice.until}
            onChange={(event) => choose({ ...choice, until: event.target.value })}
          />
          <span className="faint small">{t("maintenance.until_hint")}</span>
        </div>
      )}
    </div>
  );
}
