/** One step of a policy: whom, over which channels, when, at which hours, how often. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { calendarNamesQuery } from "../archive/queries";
import { DurationInput } from "../shared/DurationInput";
import { CALLED_ROLES, useCallable } from "./people";
import { Times } from "./Times";
import {
  CALL_CHANNELS,
  type EscalationHours,
  type EscalationStep,
  type EscalationTarget,
  TARGETS,
} from "./types";

interface StepCardProps {
  step: EscalationStep;
  place: number;
  last: boolean;
  onChange: (part: Partial<EscalationStep>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

export function StepCard({ step, place, last, onChange, onMove, onRemove }: StepCardProps) {
  const { t } = useTranslation();
  const together = step.together ?? false;
  return (
    <section className="step-card" aria-label={t("calling.step", { step: place + 1 })}>
      <Flex justify="space-between" align="center">
        <strong>{t("calling.step", { step: place + 1 })}</strong>
        <span>
          <Button
            type="text"
            icon={<ArrowUpOutlined />}
            aria-label={t("calling.earlier_step")}
            disabled={place === 0}
            onClick={() => onMove(-1)}
          />
          <Button
            type="text"
            icon={<ArrowDownOutlined />}
            aria-label={t("calling.later_step")}
            disabled={last}
            onClick={() => onMove(1)}
          />
          <Button
            type="text"
            danger
            icon={<DeleteOutlined />}
            aria-label={t("calling.remove_step")}
            disabled={place === 0 && last}
            onClick={onRemove}
          />
        </span>
      </Flex>
      <div className="step-fields">
        <Field name={t("calling.whom")}>
          <Whom target={step.target} onChange={(target) => onChange({ target })} />
        </Field>
        <Field name={t("calling.channels")}>
          <Select
            mode="multiple"
            aria-label={t("calling.channels")}
            placeholder={t("calling.own_rules")}
            value={step.channels ?? []}
            options={CALL_CHANNELS.map((value) => ({ value, label: t(`notify.channel.${value}`) }))}
            onChange={(channels) => onChange({ channels })}
          />
        </Field>
        <Field name={place === 0 ? t("calling.first_after") : t("calling.after")}>
          <DurationInput
            aria-label={place === 0 ? t("calling.first_after") : t("calling.after")}
            placeholder={place === 0 ? t("calling.at_once") : t("calling.as_contract")}
            value={step.after_seconds ?? null}
            onChange={(after_seconds) => onChange({ after_seconds })}
          />
        </Field>
        <Field name={t("calling.hours")}>
          <Hours hours={step.hours ?? null} onChange={(hours) => onChange({ hours })} />
        </Field>
        {!together && (
          <Field name={t("calling.gap")}>
            <DurationInput
              aria-label={t("calling.gap")}
              placeholder={t("calling.as_contract")}
              value={step.gap_seconds ?? null}
              onChange={(gap_seconds) => onChange({ gap_seconds })}
            />
          </Field>
        )}
      </div>
      <Flex gap="8px 12px" wrap align="center">
        <Switch
          aria-label={t("calling.together")}
          checked={together}
          onChange={(on) => onChange({ together: on, gap_seconds: null })}
        />
        <span className="small">{t("calling.together")}</span>
        <Switch
          aria-label={t("calling.again")}
          checked={Boolean(step.again)}
          onChange={(on) => onChange({ again: on ? { times: 1, after_seconds: 120 } : null })}
        />
        <span className="small">{t("calling.again")}</span>
        {step.again && <Times again={step.again} onChange={(again) => onChange({ again })} />}
      </Flex>
    </section>
  );
}

/** The controls name themselves: one label may stand over two of them. */
function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="step-field">
      <span className="faint small" aria-hidden>
        {name}
      </span>
      {children}
    </div>
  );
}

function target(kind: (typeof TARGETS)[number]): EscalationTarget {
  if (kind === "role") return { kind, role: "manager" };
  if (kind === "people") return { kind, people: [] };
  return { kind };
}

function Whom({
  target: whom,
  onChange,
}: {
  target: EscalationTarget;
  onChange: (target: EscalationTarget) => void;
}) {
  const { t } = useTranslation();
  const people = useCallable();
  return (
    <>
      <Select
        aria-label={t("calling.whom")}
        value={whom.kind}
        options={TARGETS.map((value) => ({ value, label: t(`calling.target.${value}`) }))}
        onChange={(kind) => onChange(target(kind))}
      />
      {whom.kind === "role" && (
        <Select
          aria-label={t("roster.role_title")}
          value={whom.role}
          options={CALLED_ROLES.map((value) => ({ value, label: t(`roster.role.${value}`) }))}
          onChange={(role) => onChange({ kind: "role", role })}
        />
      )}
      {whom.kind === "people" && (
        <Select
          mode="multiple"
          aria-label={t("calling.target.people")}
          value={whom.people}
          showSearch={{ optionFilterProp: "label" }}
          options={people.map((person) => ({ value: person.id, label: person.name }))}
          onChange={(chosen) => onChange({ kind: "people", people: chosen })}
        />
      )}
    </>
  );
}

/** At any hour, or only inside or outside the hours of service of a calendar. 7×24 has no outside and is not offered. */
function Hours({
  hours,
  onChange,
}: {
  hours: EscalationHours | null;
  onChange: (hours: EscalationHours | null) => void;
}) {
  const { t } = useTranslation();
  const names = useQuery(calendarNamesQuery).data;
  const calendars = [...(names ?? [])].filter(([id]) => id !== 0);
  const first = calendars[0]?.[0];
  const when = hours === null ? "any" : hours.inside ? "inside" : "outside";
  return (
    <>
      <Select<"any" | "inside" | "outside">
        aria-label={t("calling.hours")}
        value={when}
        options={(["any", "inside", "outside"] as const).map((value) => ({
          value,
          label: t(`calling.at_hours.${value}`),
          disabled: value !== "any" && first === undefined,
        }))}
        onChange={(chosen) => {
          const calendar_id = hours?.calendar_id ?? first;
          onChange(
            chosen === "any" || calendar_id === undefined
              ? null
              : { calendar_id, inside: chosen === "inside" },
          );
        }}
      />
      {hours && (
        <Select<number>
          aria-label={t("calling.calendar")}
          value={hours.calendar_id}
          options={calendars.map(([value, label]) => ({ value, label }))}
          onChange={(calendar_id) => onChange({ ...hours, calendar_id })}
        />
      )}
    </>
  );
}
