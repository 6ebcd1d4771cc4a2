/** Entering a rule, or changing one, with what it would have raised below it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Switch } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/problem";
import { FormDialog } from "../../shared/FormDialog";
import { seriesQuery } from "../queries";
import { ConditionFields } from "./ConditionFields";
import { CoversFields } from "./CoversFields";
import { BLANK, definitionOf, fieldOf, formOf, type RuleForm, ruleOf } from "./form";
import { PlayBack, useFirstCovered } from "./PlayBack";
import { changeRule, enterRule } from "./queries";
import { sentenceOf } from "./sentence";
import type { AlertRule, Definition } from "./types";
import "./rules.css";

interface RuleDialogProps {
  /** The rule to change; a new one when absent. */
  rule?: AlertRule;
  onClose: () => void;
}

export function RuleDialog({ rule, onClose }: RuleDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [deviceId, setDeviceId] = useState<number>();
  const first = useFirstCovered(rule?.definition.of, rule?.customer_id);
  const measured = useMeasured(deviceId ?? first);
  const submit = async (form: RuleForm) => {
    const body = ruleOf(form, t, measured.get(form.definition.metric));
    if (!body) return;
    try {
      const kept = await (rule ? changeRule(rule.id, { ...body, version: rule.version }) : enterRule(body));
      void message.success(t(rule ? "rules.changed" : "rules.entered", { name: kept.name }));
    } catch (error) {
      throw beside(error);
    } finally {
      void queries.invalidateQueries({ queryKey: ["alert-rules"] });
    }
  };
  return (
    <FormDialog<RuleForm>
      open
      width={760}
      title={rule ? t("rules.change_title", { name: rule.name }) : t("rules.enter")}
      intro={t("rules.dialog_intro")}
      submitText={t(rule ? "shared.save" : "rules.enter")}
      initialValues={rule ? formOf(rule, t, measured.get(rule.definition.metric)) : BLANK}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("rules.name")}
        rules={[{ required: true, message: t("shared.required") }]}
      >
        <Input maxLength={200} placeholder={t("rules.name_example")} />
      </Form.Item>
      <CoversFields />
      <ConditionFields measured={measured} />
      <Form.Item
        name="active"
        label={t("rules.active")}
        required
        valuePropName="checked"
        extra={t("rules.active_hint")}
      >
        <Switch />
      </Form.Item>
      <Said measured={measured} deviceId={deviceId} onDevice={setDeviceId} />
    </FormDialog>
  );
}

/** The rule as it stands in the fields: in a sentence, and played back. */
function Said({
  measured,
  deviceId,
  onDevice,
}: {
  measured: ReadonlyMap<string, string>;
  deviceId?: number;
  onDevice: (id: number | undefined) => void;
}) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<RuleForm>();
  const written = Form.useWatch("definition", form);
  const customerId = Form.useWatch("customer_id", form);
  const unit = measured.get(written?.metric ?? "");
  const definition: Definition | null = written ? definitionOf(written, t, unit) : null;
  const first = useFirstCovered(definition?.of, customerId);
  return (
    <>
      {definition && (
        <p className="rule-said">
          <strong>{sentenceOf(definition, t, unit)}</strong>
        </p>
      )}
      <PlayBack
        definition={definition}
        customerId={customerId}
        deviceId={deviceId ?? first}
        onDevice={onDevice}
      />
    </>
  );
}

/** What a device measures, with the unit of each. */
export function useMeasured(deviceId: number | undefined): ReadonlyMap<string, string> {
  const { data } = useQuery({ ...seriesQuery(deviceId ?? 0), enabled: deviceId !== undefined });
  return useMemo(() => new Map(data?.items.map(({ name, unit }) => [name, unit])), [data]);
}

/** One item of a list has no field of its own: the list has. */
function beside(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  const { status, code, title, detail } = error;
  const fields = error.fields.map((field) => ({ ...field, path: fieldOf(field.path) }));
  return new Problem({ status, code, title, detail, fields });
}
