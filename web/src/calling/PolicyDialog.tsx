/** Writing a policy: its steps in order, drawn as they are written. A change is a new version; open tickets go on by theirs. */
import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Flex, Input, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useRungs } from "./drawn";
import { Ladder } from "./Ladder";
import { rewritePolicy, writePolicy } from "./queries";
import { StepCard } from "./StepCard";
import { Times } from "./Times";
import type { EscalationPlan, EscalationPolicy, EscalationStep } from "./types";

const FIRST: EscalationStep = { target: { kind: "duty" }, channels: ["voice", "sms"] };

export function PolicyDialog({ policy, onClose }: { policy: EscalationPolicy | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
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
      <Ladder label={name} rungs={useRungs(plan)} />
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
