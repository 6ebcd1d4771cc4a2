/** What is measured, and what it is held against: one small form per kind of condition, each value with its unit. */
import { AutoComplete, Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { DurationInput } from "../../shared/DurationInput";
import type { RuleForm } from "./form";
import { isMeasure, MEASURES, type Measure, measureText, scaleOf, unitOf } from "./measures";
import { CONDITIONS, SIDES } from "./types";

/** What else the device that is looked at measures, and in which unit. */
export type Measured = ReadonlyMap<string, string>;

const WHEN = ["definition", "when"] as const;

export function ConditionFields({ measured }: { measured: Measured }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<RuleForm>();
  const metric = Form.useWatch(["definition", "metric"], form) ?? "";
  const kind = Form.useWatch([...WHEN, "kind"], form) ?? "above";
  const needed = [{ required: true, message: t("shared.required") }];
  const { sign } = scaleOf(metric, unitOf(metric, measured.get(metric)), t);
  const rate = unitOf(metric, measured.get(metric)).endsWith("per_second");
  const hint = t(rate ? "rules.metric_rate_hint" : "rules.metric_hint");
  // The field holds the name that the API knows; beside it stands the word for it.
  const metricHint = isMeasure(metric) ? `${measureText(metric, t)}${t("rules.stop")}${hint}` : hint;
  const value = (
    <Form.Item
      name={[...WHEN, "value"]}
      label={t(kind === "reaches" ? "rules.value_reached" : "rules.limit")}
      rules={needed}
    >
      <InputNumber suffix={sign} className="wide" />
    </Form.Item>
  );
  return (
    <>
      <div className="form-columns">
        <Form.Item
          name={["definition", "metric"]}
          label={t("rules.metric")}
          rules={needed}
          extra={metricHint}
        >
          <MetricField measured={measured} />
        </Form.Item>
        <Form.Item name={["definition", "label"]} label={t("rules.label")} extra={t("rules.label_hint")}>
          <Input maxLength={200} placeholder={t("rules.any_label")} />
        </Form.Item>
      </div>
      <div className="form-columns">
        <Form.Item
          name={[...WHEN, "kind"]}
          label={t("rules.when")}
          required
          extra={t(`rules.condition_hint.${kind}`)}
        >
          <Select options={CONDITIONS.map((value) => ({ value, label: t(`rules.condition.${value}`) }))} />
        </Form.Item>
        <Form.Item name={["definition", "for_seconds"]} label={t("rules.for")} extra={t("rules.for_hint")}>
          <DurationInput placeholder="0" />
        </Form.Item>
      </div>
      {(kind === "above" || kind === "below") && (
        <div className="form-columns">
          {value}
          <Form.Item name={[...WHEN, "clear"]} label={t("rules.clear")} extra={t("rules.clear_hint")}>
            <InputNumber suffix={sign} placeholder={t("rules.the_limit")} className="wide" />
          </Form.Item>
        </div>
      )}
      {kind === "unusual" && (
        <div className="form-columns">
          <Form.Item name={[...WHEN, "spread"]} label={t("rules.spread")} rules={needed}>
            <InputNumber suffix={t("rules.times")} className="wide" />
          </Form.Item>
          <Form.Item name={[...WHEN, "side"]} label={t("rules.side_title")} required>
            <Select options={SIDES.map((value) => ({ value, label: t(`rules.side.${value}`) }))} />
          </Form.Item>
        </div>
      )}
      {kind === "reaches" && (
        <div className="form-columns form-thirds">
          {value}
          <Form.Item name={[...WHEN, "within_days"]} label={t("rules.within")} rules={needed}>
            <InputNumber suffix={t("rules.days")} className="wide" />
          </Form.Item>
          <Form.Item name={[...WHEN, "confidence"]} label={t("rules.confidence")} rules={needed}>
            <InputNumber suffix="%" className="wide" />
          </Form.Item>
        </div>
      )}
      <Form.Item name={["definition", "check"]} label={t("rules.check")} extra={t("rules.check_hint")}>
        <Input maxLength={60} placeholder={t("rules.any_check")} />
      </Form.Item>
    </>
  );
}

interface MetricFieldProps {
  id?: string;
  value?: string;
  onChange?: (value: string) => void;
  measured: Measured;
}

/** Written, or chosen from what is known to be measured. */
function MetricField({ measured, ...field }: MetricFieldProps) {
  const { t } = useTranslation();
  const known = Object.keys(MEASURES) as Measure[];
  const own = [...measured.keys()].filter((name) => !known.includes(name as Measure));
  const option = (value: string, word?: string) => ({
    value,
    label: (
      <span className="metric-option">
        <span>{word ?? value}</span>
        <span className="faint small mono">{word ? value : measured.get(value)}</span>
      </span>
    ),
    words: `${value} ${word ?? ""}`.toLowerCase(),
  });
  const all = [
    ...own.map((name) => option(name)),
    ...known.map((name) => option(name, t(`rules.measure.${name}`))),
  ];
  // What is chosen already narrows nothing down.
  const narrow = all.some(({ value }) => value === field.value) ? "" : (field.value ?? "").toLowerCase();
  return (
    <AutoComplete
      {...field}
      allowClear
      options={all.filter(({ words }) => words.includes(narrow)).map(({ words: _, ...rest }) => rest)}
    />
  );
}
