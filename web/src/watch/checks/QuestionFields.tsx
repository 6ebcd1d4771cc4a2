/** The question: what is asked and how, filled in, or typed as JSON by whoever wants to. */
import { Alert, Button, Form, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Device, Question } from "../../api/types";
import { FieldInput } from "./FieldInput";
import { word } from "./field";
import { fieldsOf, KINDS, kindOf } from "./kinds";
import { beginning, isShown, parsed, questionOf, untold, valueAt, valuesOf } from "./question";

export type Mode = "form" | "json";

interface QuestionFieldsProps {
  device: Device;
  mode: Mode;
  onMode: (mode: Mode) => void;
  /** The question that is replaced: what is not shown of it is named. */
  untoldOf?: Question;
  /** Leaves the question that is there after all. */
  onKeep?: () => void;
}

export function QuestionFields({ device, mode, onMode, untoldOf, onKeep }: QuestionFieldsProps) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const [unsaid, setUnsaid] = useState(false);
  const turn = (next: Mode) => {
    setUnsaid(false);
    if (next === "json") {
      const kind = kindOf(form.getFieldValue("kind"));
      const question = kind ? questionOf(kind, form.getFieldValue("q")) : {};
      form.setFieldValue("json", JSON.stringify(question, null, 2));
    } else {
      const question = parsed(form.getFieldValue("json") ?? "");
      const read = typeof question === "string" ? null : valuesOf(question);
      // What the fields cannot hold would be lost.
      if (!read) return setUnsaid(true);
      form.setFieldValue("kind", read.kind.kind);
      form.setFieldValue("q", read.values);
    }
    onMode(next);
  };
  return (
    <fieldset className="question">
      <legend>{t("checks.question")}</legend>
      {untoldOf && onKeep && <Untold of={untoldOf} onKeep={onKeep} />}
      <Segmented<Mode>
        className="question-mode"
        size="small"
        aria-label={t("checks.mode")}
        value={mode}
        onChange={turn}
        options={[
          { value: "form", label: t("checks.form") },
          { value: "json", label: "JSON" },
        ]}
      />
      {unsaid && (
        <p className="legend-down" role="alert">
          {t("checks.unsaid")}
        </p>
      )}
      {mode === "form" ? <Filled device={device} /> : <Typed />}
    </fieldset>
  );
}

function Filled({ device }: { device: Device }) {
  const { t, i18n } = useTranslation();
  const form = Form.useFormInstance();
  const kind = kindOf(Form.useWatch("kind", { form, preserve: true }));
  const q = Form.useWatch("q", { form, preserve: true });
  const fields = kind ? fieldsOf(kind).filter((field) => isShown(field, fieldsOf(kind), q)) : [];
  const narrow = fields.filter(({ type }) => type !== "rows");
  return (
    <>
      <Form.Item
        name="kind"
        label={t("checks.kind")}
        extra={kind && word(kind.asks, i18n.language)}
        rules={[{ required: true, message: t("shared.required") }]}
      >
        <Select
          options={KINDS.map(({ kind, label }) => ({ value: kind, label: word(label, i18n.language) }))}
          onChange={(chosen) => {
            const next = kindOf(chosen);
            if (!next) return;
            // Another protocol has other ports; whom it asks stays.
            const address = valueAt(form.getFieldValue("q"), "address");
            form.setFieldValue("q", { ...beginning(next, device), address });
          }}
        />
      </Form.Item>
      <div className="form-columns">
        {narrow.map((field) => (
          <FieldInput key={`${kind?.kind} ${field.at}`} field={field} within={["q"]} />
        ))}
      </div>
      {fields
        .filter(({ type }) => type === "rows")
        .map((field) => (
          <FieldInput key={`${kind?.kind} ${field.at}`} field={field} within={["q"]} />
        ))}
    </>
  );
}

/** Whoever asks something else enters again what is not shown, or it is lost. */
function Untold({ of, onKeep }: { of: Question; onKeep: () => void }) {
  const { t, i18n } = useTranslation();
  const names = untold(of).map(({ label }) => word(label, i18n.language));
  return (
    <Alert
      className="question-untold"
      type="warning"
      title={
        names.length > 0
          ? t("checks.untold", { names: [...new Set(names)].join(t("shared.list_comma")) })
          : t("checks.replacing")
      }
      description={
        <Button size="small" onClick={onKeep}>
          {t("checks.keep")}
        </Button>
      }
    />
  );
}

function Typed() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="json"
      label={t("checks.json")}
      required
      extra={t("checks.json_hint")}
      rules={[
        {
          validator: async (_, text: string | undefined) => {
            const question = parsed(text ?? "");
            if (question === "not_json") throw new Error(t("checks.not_json"));
            if (question === "no_kind") throw new Error(t("checks.no_kind"));
          },
        },
      ]}
      validateTrigger="onBlur"
    >
      <Input.TextArea className="mono" autoSize={{ minRows: 6, maxRows: 20 }} spellCheck={false} />
    </Form.Item>
  );
}
