/** The wall (大屏) of a control room: what is broken, which promise runs out, how every site stands, who answers. Read from across the room; nothing
 * on it must be touched. */
import { FullscreenExitOutlined, FullscreenOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listen, useLiveState } from "../api/live";
import { paths } from "../app/paths";
import { FleetBar } from "../overview/Headline";
import { useTitle } from "../shared/Page";
import { useServerNow } from "../shared/ticker";
import { shownZone } from "../shared/zone";
import { fleetQuery } from "../watch/queries";
import { Alarms, Duty, Faults, Promises } from "./parts";
import { Sites } from "./Sites";
import "../overview/overview.css";
import { WatchTrouble } from "../watch/health/WatchTrouble";
import "./wall.css";

export function Component() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  useTitle(t("wall.title"));
  useEffect(() => listen(queries), [queries]);
  return (
    <main className="wall">
      <Head />
      <WatchTrouble />
      <Faults />
      <Promises />
      <Sites />
      <Alarms />
      <Duty />
    </main>
  );
}

function Head() {
  const { t, i18n } = useTranslation();
  const totals = useQuery(fleetQuery).data?.totals;
  const live = useLiveState();
  const now = new Date(useServerNow());
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium", timeZone: shownZone() }).format(
    now,
  );
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeZone: shownZone() }).format(
    now,
  );
  return (
    <header className="wall-head">
      <h1>
        <Link to={paths.overview}>{t("wall.title")}</Link>
      </h1>
      {totals && (
        <div className="wall-totals">
          {(["up", "down", "unreachable", "unknown"] as const).map((state) => (
            <span key={state} className={`wall-total legend-${state}`}>
              <strong>{totals[state]}</strong> {t(`watch.state.${state}`)}
            </span>
          ))}
          <FleetBar counts={totals} />
        </div>
      )}
      <div className="wall-time">
        {live === "lost" && (
          <strong className="wall-lost" role="alert">
            {t("wall.lost")}
          </strong>
        )}
        <time className="wall-clock">{time}</time>
        <span className="faint">{day}</span>
      </div>
      <FullScreen />
    </header>
  );
}

function FullScreen() {
  const { t } = useTranslation();
  const full = useSyncExternalStore(
    (changed) => {
      document.addEventListener("fullscreenchange", changed);
      return () => document.removeEventListener("fullscreenchange", changed);
    },
    () => document.fullscreenElement !== null,
  );
  const change = () => (full ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  return (
    <Button
      type="text"
      icon={full ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
      aria-label={t(full ? "wall.leave_full" : "wall.full")}
      onClick={() => void change().catch(() => undefined)}
    />
  );
}
