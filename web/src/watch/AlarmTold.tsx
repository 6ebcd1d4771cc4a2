/** What an alarm says: what was found, what the fault is of and why, and what proved that it is over. */
import { CheckCircleOutlined, DisconnectOutlined, HddOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm } from "../api/types";
import "./watch.css";

const CAUSES: Record<NonNullable<Alarm["cause"]>, ReactNode> = {
  power: <ThunderboltOutlined />,
  link: <DisconnectOutlined />,
  device: <HddOutlined />,
};

export function Flapping({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (!alarm.flapping) return null;
  return (
    <Tag color="warning" title={t("watch.flapping_hint")}>
      {t("watch.flapping")}
    </Tag>
  );
}

export function Cause({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (!alarm.cause) return null;
  return (
    <Tag icon={CAUSES[alarm.cause]} title={t("watch.cause_hint")}>
      {t(`watch.cause.${alarm.cause}`)}
    </Tag>
  );
}

/** The text, the signs and the proof, in small print. */
export function AlarmTold({ alarm }: { alarm: Alarm }) {
  return (
    <div className="alarm-told faint small">
      <p>{alarm.text}</p>
      {alarm.evidence.length > 0 && (
        <ul>
          {alarm.evidence.map((sign) => (
            <li key={sign}>{sign}</li>
          ))}
        </ul>
      )}
      <Proof alarm={alarm} />
    </div>
  );
}

function Proof({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  if (alarm.proof.length === 0) return null;
  const milliseconds = (answer: Alarm["proof"][number]["after"]) =>
    answer?.milliseconds == null
      ? null
      : t("watch.milliseconds", { value: Math.round(answer.milliseconds * 10) / 10 });
  const checks = alarm.proof.filter((proof) => proof.check);
  const back = alarm.proof.length - checks.length;
  const told = checks.map((proof) => {
    const times = [milliseconds(proof.before), milliseconds(proof.after)].filter(Boolean).join(" → ");
    return times ? `${proof.check} (${times})` : proof.check;
  });
  if (back > 0) told.push(t("watch.proof_back", { count: back }));
  return (
    <p className="alarm-proof">
      <CheckCircleOutlined /> {t("watch.proof", { what: told.join(t("watch.proof_comma")) })}
    </p>
  );
}
