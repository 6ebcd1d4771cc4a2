/** How often something is gone through once more, and how long after the last call. */
import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { DurationInput } from "../shared/DurationInput";
import type { EscalationAgain } from "./types";

export function Times({
  again,
  onChange,
}: {
  again: EscalationAgain;
  onChange: (again: EscalationAgain) => void;
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
          aria-label={t("calling.after")}
          value={again.after_seconds}
          onChange={(seconds) => onChange({ ...again, after_seconds: seconds ?? 0 })}
        />
      </div>
    </>
  );
}
