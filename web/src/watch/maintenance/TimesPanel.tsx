/** Every time of a window, the nearest to now first, with what the watch found different after it. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MaintenanceDifference, MaintenanceTime, MaintenanceWindow } from "../../api/types";
import { paths } from "../../app/paths";
import { useSession } from "../../session/session";
import { Panel } from "../../shared/Panel";
import { TimeSpan, TimeState } from "./words";

export function TimesPanel({ window }: { window: MaintenanceWindow }) {
  const { t } = useTranslation();
  const ahead = window.times.filter(({ state }) => state === "planned" || state === "running");
  const past = window.times.filter(({ state }) => state === "over" || state === "missed").reverse();
  const calledOff = window.times.filter(({ state }) => state === "cancelled").length;
  return (
    <div className="panel-stack">
      <Panel flush title={t("maintenance.times_ahead")}>
        {ahead.length === 0 ? (
          <p className="panel-body faint">
            {t(window.ended_at ? "maintenance.ended_hint" : "maintenance.later_hint")}
          </p>
        ) : (
          <Times times={ahead} />
        )}
      </Panel>
      {past.length + calledOff > 0 && (
        <Panel flush title={t("maintenance.times_past")}>
          <Times times={past} />
          {calledOff > 0 && (
            <p className="panel-body faint small">{t("maintenance.called_off", { count: calledOff })}</p>
          )}
        </Panel>
      )}
    </div>
  );
}

function Times({ times }: { times: MaintenanceTime[] }) {
  return (
    <ul className="plain-list rows">
      {times.map((time) => (
        <li key={time.id} className="rows-block time-row">
          <div className="time-head">
            <TimeSpan of={time} />
            <TimeState of={time} />
          </div>
          {time.differences && <Differences of={time.differences} />}
        </li>
      ))}
    </ul>
  );
}

function Differences({ of }: { of: MaintenanceDifference[] }) {
  const { t } = useTranslation();
  const staff = useSession().person.role !== "customer";
  if (of.length === 0)
    return (
      <p className="small time-same">
        <CheckCircleOutlined aria-hidden /> {t("maintenance.nothing_different")}
      </p>
    );
  return (
    <div className="difference-frame">
      <table className="differences small">
        <caption className="small">{t("maintenance.different", { count: of.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("watch.device")}</th>
            <th scope="col">{t("watch.what")}</th>
            <th scope="col">{t("maintenance.before")}</th>
            <th scope="col">{t("maintenance.after")}</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ device_id, device_name, what, before, after }) => (
            <tr key={`${device_id}:${what}`}>
              <th scope="row">
                {staff ? <Link to={paths.device(device_id)}>{device_name}</Link> : device_name}
              </th>
              <td>{what === "state" ? t("maintenance.what_state") : what}</td>
              <td>
                <Word word={before} />
              </td>
              <td>
                <Word word={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const TONE = {
  up: "good",
  ok: "good",
  down: "bad",
  failing: "bad",
  unreachable: "warn",
  unknown: "quiet",
} as const;

/** A state, or whether all was well with a check; a word of a newer server is shown as it came. */
function Word({ word }: { word: string | null }) {
  const { t } = useTranslation();
  if (word === null) return <span className="faint">{t("maintenance.word.none")}</span>;
  if (!(word in TONE)) return <span>{word}</span>;
  const known = word as keyof typeof TONE;
  return (
    <span className={`state state-${TONE[known]}`}>
      {known === "ok" || known === "failing" ? t(`maintenance.word.${known}`) : t(`watch.state.${known}`)}
    </span>
  );
}
