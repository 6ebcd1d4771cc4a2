/** The four promises of a ticket: running ones count down live, kept ones say how fast, broken ones by how much. */
import { CheckCircleFilled, CloseCircleFilled, PauseCircleFilled } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { Clock } from "../api/types";
import { Countdown } from "../shared/Countdown";
import { instantText } from "../shared/DateTime";
import { spanInWords } from "../shared/duration";
import { Spent } from "../shared/Spent";

export function Clocks({ clocks }: { clocks: Clock[] }) {
  const { t } = useTranslation();
  return (
    <ul className="plain-list clocks" aria-label={t("desk.clocks_title")}>
      {clocks.map((clock) => (
        <li key={clock.kind} className={`panel clock clock-${clock.state}`}>
          <ClockFace clock={clock} />
        </li>
      ))}
    </ul>
  );
}

function ClockFace({ clock }: { clock: Clock }) {
  const { t, i18n } = useTranslation();
  const { state, kind, due_at } = clock;
  const promised = spanInWords(clock.target_seconds, t);
  const taken = spanInWords(clock.elapsed_seconds, t);
  return (
    <>
      <div className="clock-head">
        <strong>{t(`desk.clock.${kind}`)}</strong>
        <Tooltip title={due_at ? t("desk.due_at", { at: instantText(due_at, i18n.language) }) : undefined}>
          <span className="faint">{t("desk.promised", { span: promised })}</span>
        </Tooltip>
      </div>
      {(state === "running" || state === "breached") && due_at ? (
        <>
          <Countdown large dueAt={due_at} targetSeconds={clock.target_seconds} />
          <Spent dueAt={due_at} targetSeconds={clock.target_seconds} />
        </>
      ) : state === "met" ? (
        <span className="clock-result legend-up">
          <CheckCircleFilled /> {t("desk.kept_in", { span: taken })}
        </span>
      ) : state === "paused" ? (
        <span className="clock-result faint">
          <PauseCircleFilled />{" "}
          {t("desk.paused_with", { span: spanInWords(clock.remaining_seconds ?? 0, t) })}
        </span>
      ) : (
        <span className="clock-result legend-down">
          <CloseCircleFilled />{" "}
          {t("desk.late_by", { span: spanInWords(clock.elapsed_seconds - clock.target_seconds, t) })}
        </span>
      )}
      {clock.paused_seconds > 0 && state !== "paused" && (
        <span className="faint small">
          {t("desk.paused_for", { span: spanInWords(clock.paused_seconds, t) })}
        </span>
      )}
    </>
  );
}
