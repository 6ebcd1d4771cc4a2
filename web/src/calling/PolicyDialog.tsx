/** Writing a policy: its steps in order, drawn as they are written. A change is a new version; open tickets go on by theirs. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Flex, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { DurationInput } from "../shared/DurationInput";
import { ErrorPanel } from "../shared/ErrorPanel";
import { rungs } from "./drawn";
import { Ladder } from "./Ladder";
import { CALLED_ROLES, useCallable, useNames } from "./people";
import { rewritePolicy, writePolicy } from "./queries";
import {
  CALL_CHANNELS,
  type EscalationPlan,
  type EscalationPolicy,
  type EscalationStep,
  type EscalationTarget,
  TARGETS,
} from "./types";

const FIRST: EscalationStep = { target: { kind: "duty" }, channels: ["voice", "sms"] };

function target(kind: (typeof TARGETS)[number]): EscalationTarget {
  if (kind === "role") return { kind, role: "manager" };
  if (kind === "people") return { kind, people: [] };
  return { kind };
}

export function PolicyDialog({ policy, onClose }: { policy: EscalationPolicy | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const names = useNames();
  const [name, setName] = useState(policy?.name ?? "");
  const [reason, setReason] = useState("");
  const [plan, setPlan] = useState<EscalationPlan>(policy?.plan ?? { steps: [FIRST] });
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const steps = plan.steps;
  const change = (place: number, part: Partial<EscalationStep>) =>
    setPlan({ ...plan, steps: steps.map((step, at) => (at === place ? { ...step, ...part } : step)) });
  const move = (place: number, by: number) => {
    const next = [...steps];
    const [step] = next.splice(place, 1);
    if (step) next.splice(place + by, 0, step);
    setPlan({ ...plan, steps: next });
  };
  const send = async () => {
    setSending(true);
    try {
      const body = { name, plan, reason };
      await (policy ? rewritePolicy(policy.id, { ...body, version: policy.version }) : writePolicy(body));
      await queries.invalidateQueries({ queryKey: ["calling"] });
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  };
  const fields = error ? (asProblem(error).fields ?? []) : [];
  return (
    <Drawer
      open
      size="min(760px, 100vw)"
      title={policy ? t("calling.change_policy") : t("calling.add_policy")}
      onClose={onClose}
      footer={
        <Flex gap={8} justify="end">
          <Button onClick={onClose}>{t("shared.cancel")}</Button>
          <Button type="primary" loading={sending} onClick={() => void send()}>
            {t("shared.save")}
          </Button>
        </Flex>
      }
    >
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the input inside is the control */}
      <label className="step-field">
        <span className="faint small">{t("calling.policy_name")}</span>
        <Input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      </label>
      <Ladder label={name} rungs={rungs(plan, t, names)} />
      {steps.map((step, place) => (
        <StepCard
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
          key={place}
          step={step}
          place={place}
          last={place === steps.length - 1}
          onChange={(part) => change(place, part)}
          onMove={(by) => move(place, by)}
          onRemove={() => setPlan({ ...plan, steps: steps.filter((_, at) => at !== place) })}
        />
      ))}
      <Button
        icon={<PlusOutlined />}
        onClick={() =>
          setPlan({ ...plan, steps: [...steps, { target: { kind: "role", role: "manager" }, channels: [] }] })
        }
      >
        {t("calling.add_step")}
      </Button>
      <Flex gap={8} align="center" style={{ marginBlock: 16 }} wrap>
        <Switch
          aria-label={t("calling.anew")}
          checked={Boolean(plan.again)}
          onChange={(on) => setPlan({ ...plan, again: on ? { times: 1, after_seconds: 600 } : null })}
        />
        {t("calling.anew")}
        {plan.again && <Times again={plan.again} onChange={(again) => setPlan({ ...plan, again })} />}
      </Flex>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the input inside is the control */}
      <label className="step-field">
        <span className="faint small">{t("calling.reason")}</span>
        <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </label>
      {error !== null && <ErrorPanel error={error} />}
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={field.path}>
              <span className="mono small">{field.path}</span> {field.detail}
            </li>
          ))}
        </ul>
      )}
    </Drawer>
  );
}

function Times({
  again,
  onChange,
}: {
  again: { times: number; after_seconds: number };
  onChange: (again: { times: number; after_seconds: number }) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <InputNumber<number>
        aria-label={t("calling.times")}
        min={1}
        max={10}
        value={again.times}
        onChange={(times) => onChange({ ...again, times: times ?? 1 })}
        suffix={t("calling.times")}
        style={{ width: 110 }}
      />
      <div style={{ width: 170 }}>
        <DurationInput
          value={again.after_seconds}
          onChange={(seconds) => onChange({ ...again, after_seconds: seconds ?? 0 })}
        />
      </div>
    </>
  );
}

interface StepCardProps {
  step: EscalationStep;
  place: number;
  last: boolean;
  onChange: (part: Partial<EscalationStep>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

function StepCard({ step, place, last, onChange, onMove, onRemove }: StepCardProps) {
  const { t } = useTranslation();
  const people = useCallable();
  const kind = step.target.kind;
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
            onClick={onRemove}
          />
        </span>
      </Flex>
      <Flex gap={12} wrap>
        <Select
          aria-label={t("calling.whom")}
          value={kind}
          style={{ minWidth: 150 }}
          options={TARGETS.map((value) => ({ value, label: t(`calling.target.${value}`) }))}
          onChange={(chosen) => onChange({ target: target(chosen) })}
        />
        {step.target.kind === "role" && (
          <Select
            aria-label={t("roster.role_title")}
            value={step.target.role}
            style={{ minWidth: 140 }}
            options={CALLED_ROLES.map((value) => ({ value, label: t(`roster.role.${value}`) }))}
            onChange={(role) => onChange({ target: { kind: "role", role } })}
          />
        )}
        {step.target.kind === "people" && (
          <Select
            mode="multiple"
            aria-label={t("calling.target.people")}
            value={step.target.people}
            style={{ minWidth: 240 }}
            showSearch={{ optionFilterProp: "label" }}
            options={people.map((person) => ({ value: person.id, label: person.name }))}
            onChange={(chosen) => onChange({ target: { kind: "people", people: chosen } })}
          />
        )}
        <Select
          mode="multiple"
          aria-label={t("calling.channels")}
          placeholder={t("calling.own_rules")}
          value={step.channels ?? []}
          style={{ minWidth: 240, flex: 1 }}
          options={CALL_CHANNELS.map((value) => ({ value, label: t(`notify.channel.${value}`) }))}
          onChange={(channels) => onChange({ channels })}
        />
      </Flex>
      <Flex gap={12} wrap align="center" style={{ marginBlockStart: 10 }}>
        <span className="faint small">{place === 0 ? t("calling.first_after") : t("calling.after")}</span>
        <div style={{ width: 170 }}>
          <DurationInput
            value={step.after_seconds ?? null}
            onChange={(seconds) => onChange({ after_seconds: seconds })}
          />
        </div>
        <Switch
          aria-label={t("calling.together")}
          checked={step.together ?? false}
          onChange={(together) => onChange({ together, gap_seconds: null })}
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
