/** A promised time, typed as a number of minutes, hours or working days; its value is as the contract writes it: `4h`. */
import { InputNumber, Select, Space } from "antd";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { partsOf, TARGET_UNITS, type TargetUnit, targetOf } from "./target";

interface TargetInputProps {
  id?: string;
  value?: string | null;
  onChange?: (target: string | null) => void;
  /** For the form, which looks for the field that the server objects to. */
  ref?: Ref<HTMLInputElement>;
  "aria-label"?: string;
}

export function TargetInput({ id, value, onChange, ref, ...rest }: TargetInputProps) {
  const { t } = useTranslation();
  const parts = partsOf(value);
  const [unit, setUnit] = useState<TargetUnit>(parts?.unit ?? "hours");
  const shown =
    parts?.unit === unit ? parts.count : parts && sameKind(parts.unit, unit) ? inUnit(parts, unit) : null;
  const tell = (count: number | null, of: TargetUnit) =>
    onChange?.(count === null || count <= 0 ? null : targetOf({ count, unit: of }));
  return (
    <Space.Compact block>
      <InputNumber<number>
        id={id}
        ref={ref as never}
        min={0}
        value={shown}
        aria-label={rest["aria-label"]}
        onChange={(count) => tell(count, unit)}
        style={{ width: "100%", minWidth: 56 }}
      />
      <Select<TargetUnit>
        aria-label={t("shared.unit.title")}
        value={unit}
        popupMatchSelectWidth={false}
        options={TARGET_UNITS.map((name) => ({ value: name, label: t(`shared.target_unit.${name}`) }))}
        // The number stays as it was typed: "2 min" becomes "2 h".
        onChange={(chosen) => {
          setUnit(chosen);
          tell(shown, chosen);
        }}
        style={{ width: 104, flex: "none" }}
      />
    </Space.Compact>
  );
}

function sameKind(a: TargetUnit, b: TargetUnit): boolean {
  return a.replace(/minutes|hours/, "") === b.replace(/minutes|hours/, "");
}

function inUnit(parts: { count: number; unit: TargetUnit }, unit: TargetUnit): number {
  const minutes = parts.count * (parts.unit.endsWith("hours") ? 60 : 1);
  return unit.endsWith("hours") ? minutes / 60 : minutes;
}
