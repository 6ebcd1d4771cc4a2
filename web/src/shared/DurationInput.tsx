/** A span of time, typed as a number of minutes or hours; its value is in seconds. */
import { InputNumber, Select, Space } from "antd";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";

const UNITS = { minutes: 60, hours: 3600 } as const;
type Unit = keyof typeof UNITS;

/** Whole hours read best as hours; anything else is told in minutes. */
export function unitFor(seconds: number | null | undefined): Unit {
  return seconds && seconds % UNITS.hours === 0 ? "hours" : "minutes";
}

interface DurationInputProps {
  id?: string;
  /** Seconds. */
  value?: number | null;
  onChange?: (seconds: number | null) => void;
  /** What holds while it is left empty. */
  placeholder?: string;
  /** Where no form's label names it. */
  "aria-label"?: string;
  /** For the form, which looks for the field that the server objects to. */
  ref?: Ref<HTMLInputElement>;
}

export function DurationInput({ id, value, onChange, placeholder, ref, ...named }: DurationInputProps) {
  const { t } = useTranslation();
  const [unit, setUnit] = useState<Unit>(unitFor(value));
  const count = typeof value === "number" ? value / UNITS[unit] : null;
  const tell = (number: number | null, of: Unit) =>
    onChange?.(number === null ? null : Math.round(number * UNITS[of]));
  return (
    <Space.Compact block>
      <InputNumber<number>
        id={id}
        aria-label={named["aria-label"]}
        placeholder={placeholder}
        ref={ref as never}
        min={0}
        value={count}
        onChange={(number) => tell(number, unit)}
        style={{ width: "100%" }}
      />
      <Select<Unit>
        aria-label={t("shared.unit.title")}
        value={unit}
        popupMatchSelectWidth={false}
        options={(Object.keys(UNITS) as Unit[]).map((name) => ({
          value: name,
          label: t(`shared.unit.${name}`),
        }))}
        // The number stays as it was typed: "2 min" becomes "2 h".
        onChange={(chosen) => {
          setUnit(chosen);
          tell(count, chosen);
        }}
        style={{ width: 78, flex: "none" }}
      />
    </Space.Compact>
  );
}
