/** What came of asking once: well or not, how long it took, everything that was measured. */
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import type { CheckTry } from "../../api/types";
import "../watch.css";
import { valueText } from "../units";
import { word } from "./field";
import { UNITS } from "./kinds";

export function Verdict({ of }: { of: CheckTry }) {
  const { t, i18n } = useTranslation();
  const unitOf = (unit: string) => {
    const known = UNITS.find(([name]) => name === unit);
    return known ? word(known[1], i18n.language) : unit;
  };
  return (
    <>
      <p className={of.ok ? "legend-up" : "legend-down"} role="status">
        <strong>{of.ok ? t("watch.answered") : t("watch.no_answer")}</strong>{" "}
        <span className="break">{of.text}</span>
        {of.milliseconds !== null && ` · ${valueText(of.milliseconds, "ms")}`}
      </p>
      {of.measurements.length > 0 && (
        <Table
          className="verdict-table"
          size="small"
          rowKey={({ name, label }) => `${name} ${label ?? ""}`}
          pagination={false}
          scroll={{ y: 260 }}
          dataSource={of.measurements}
          columns={[
            {
              key: "name",
              title: t("watch.measurement"),
              render: (_, { name, label }) => (
                <>
                  {name} {label && <span className="faint">{label}</span>}
                </>
              ),
            },
            {
              key: "value",
              title: t("watch.value"),
              align: "right",
              render: (_, { value }) => <span className="break">{shown(value)}</span>,
            },
            { key: "unit", title: t("watch.unit"), width: 84, render: (_, { unit }) => unitOf(unit) },
          ]}
        />
      )}
    </>
  );
}

/** Six digits say all that a measurement knows. */
function shown(value: unknown): string {
  return typeof value === "number" ? String(Number(value.toPrecision(6))) : String(value);
}
