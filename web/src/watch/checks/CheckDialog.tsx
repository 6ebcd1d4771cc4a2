/** Entering a check of a device, or changing one: its name, what it proves, how often, and the question. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Check, CheckRole, CustomCheck, Device, Question } from "../../api/types";
import { spanInWords } from "../../shared/duration";
import { FormDialog } from "../../shared/FormDialog";
import { changeCheck, enterCheck, tryCheck, tryQuestion } from "../queries";
import "../watch.css";
import { KeptQuestion } from "./KeptQuestion";
import { kindOf } from "./kinds";
import { MOST_PERIODS } from "./period";
import { type Mode, QuestionFields } from "./QuestionFields";
import { asAsked, beginning, beside, parsed, questionOf, type Values, valuesOf } from "./question";
import { TryNow } from "./TryNow";

interface CheckForm {
  name: string;
  role: CheckRole;
  every: number;
  kind?: string;
  q?: Values;
  json?: string;
}

interface CheckDialogProps {
  device: Device;
  /** What is changed, with the check that is asked because of it; a new one when absent. */
  entered?: CustomCheck;
  asked?: Check;
  /** Seconds of one period; unknown while nothing is asked of the device. */
  period: number | null;
  onDone: (check: CustomCheck) => void;
  onClose: () => void;
}

/** A person's roles; a fallback is the templates' own. */
const ROLES = ["service", "vital", "measure"] as const satisfies CheckRole[];
const FIRST_KIND = "http";

export function CheckDialog({ device, entered, asked, period, onDone, onClose }: CheckDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  // While the question of a check that is there is left alone, the server keeps it with its secrets.
  const [replaced, setReplaced] = useState(entered === undefined);
  const first = entered && asAsked(entered.question, device);
  const [mode, setMode] = useState<Mode>(first && !valuesOf(first) ? "json" : "form");
  const kind = (form: CheckForm) => (mode === "form" ? kindOf(form.kind) : undefined);
  const submit = async (form: CheckForm) => {
    const { name, role, every } = form;
    try {
      if (entered) {
        const question = replaced ? { question: questionIn(form, mode) } : {};
        const changed = await changeCheck(entered.id, {
          version: entered.version,
          role,
          every,
          ...question,
        });
        onDone(changed as CustomCheck);
      } else {
        const made = await enterCheck({
          device_id: device.id,
          name,
          role,
          every,
          question: questionIn(form, mode),
        });
        onDone(made as CustomCheck);
      }
      void message.success(t(entered ? "checks.changed" : "checks.entered", { name: entered?.name ?? name }));
    } catch (error) {
      throw beside(error, kind(form));
    } finally {
      for (const noun of ["custom-checks", "checks"]) void queries.invalidateQueries({ queryKey: [noun] });
    }
  };
  return (
    <FormDialog<CheckForm>
      open
      width={720}
      title={entered ? t("checks.change_title", { name: entered.name }) : t("checks.add_title")}
      intro={t("checks.intro", { device: device.name })}
      submitText={t(entered ? "shared.save" : "checks.add")}
      initialValues={begin(device, entered, first)}
      onSubmit={submit}
      onClose={onClose}
    >
      {!entered && (
        <Form.Item
          name="name"
          label={t("checks.name")}
          extra={t("checks.name_hint")}
          rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
        >
          <Input maxLength={40} placeholder={t("checks.name_example")} autoComplete="off" />
        </Form.Item>
      )}
      {replaced ? (
        <QuestionFields
          device={device}
          mode={mode}
          onMode={setMode}
          untoldOf={entered?.question}
          onKeep={entered && (() => setReplaced(false))}
        />
      ) : (
        entered && <KeptQuestion question={entered.question} onReplace={() => setReplaced(true)} />
      )}
      <Trial device={device} replaced={replaced} asked={asked} mode={mode} />
      <Form.Item name="role" label={t("checks.role")} required>
        <Radio.Group className="choices">
          {ROLES.map((role) => (
            <Radio key={role} value={role}>
              <strong>{t(`checks.role_name.${role}`)}</strong>
              <div className="faint small">{t(`checks.role_means.${role}`)}</div>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Every period={period} />
    </FormDialog>
  );
}

function Trial({
  device,
  replaced,
  asked,
  mode,
}: {
  device: Device;
  replaced: boolean;
  asked?: Check;
  mode: Mode;
}) {
  const form = Form.useFormInstance<CheckForm>();
  // A question that stays is asked with its secrets, by the check that has it.
  if (!replaced) return asked ? <TryNow key="kept" ask={() => tryCheck(asked.id)} fields={[]} /> : null;
  const ask = async () => {
    const values: CheckForm = form.getFieldsValue(true);
    try {
      return await tryQuestion(device.id, questionIn(values, mode));
    } catch (error) {
      throw beside(error, mode === "form" ? kindOf(values.kind) : undefined);
    }
  };
  return <TryNow key={mode} ask={ask} fields={mode === "form" ? ["kind", "q"] : ["json"]} />;
}

function Every({ period }: { period: number | null }) {
  const { t } = useTranslation();
  const every = Form.useWatch<number | null>("every");
  return (
    <Form.Item
      name="every"
      label={t("checks.every")}
      rules={[{ required: true, message: t("shared.required") }]}
      extra={
        period && every
          ? t("checks.every_is", { span: spanInWords(every * period, t), period: spanInWords(period, t) })
          : t("checks.every_hint")
      }
    >
      <InputNumber min={1} max={MOST_PERIODS} precision={0} />
    </Form.Item>
  );
}

function questionIn(form: CheckForm, mode: Mode): Question {
  if (mode === "json") {
    const question = parsed(form.json ?? "");
    // The field has said before what is wrong with it.
    return typeof question === "string" ? {} : question;
  }
  const kind = kindOf(form.kind);
  return kind ? questionOf(kind, form.q) : {};
}

function begin(
  device: Device,
  entered: CustomCheck | undefined,
  first: Question | undefined,
): Partial<CheckForm> {
  const own = entered
    ? { name: entered.name, role: entered.role, every: entered.every }
    : { role: "service" as const, every: 1 };
  const json = JSON.stringify(first ?? { kind: FIRST_KIND }, null, 2);
  const read = first && valuesOf(first);
  if (read) return { ...own, json, kind: read.kind.kind, q: read.values };
  if (first) return { ...own, json };
  const kind = kindOf(FIRST_KIND);
  return { ...own, json, kind: FIRST_KIND, q: kind && beginning(kind, device) };
}
