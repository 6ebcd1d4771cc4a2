/** What a rule would have raised on one device over the past weeks: a small time line and the times in a table. */
import { useQuery } from "@tanstack/react-query";
import { Select, Skeleton, Table } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import { serverNow } from "../../api/serverTime";
import { DevicePicker } from "../../archive/pickers";
import { devicesQuery } from "../../archive/queries";
import { DateTime, instantText } from "../../shared/DateTime";
import { spanInWords } from "../../shared/duration";
import { checksQuery } from "../queries";
import { inUnit, scaleOf, unitOf } from "./measures";
import { playedBackQuery } from "./queries";
import type { Definition, Episode } from "./types";

const DAYS = [1, 7, 14, 35] as const;
const DAY_MS = 86_400_000;

interface PlayBackProps {
  /** Nothing while the rule is not whole yet. */
  definition: Definition | null;
  customerId?: number | null;
  deviceId?: number;
  onDevice: (id: number | undefined) => void;
}

export function PlayBack({ definition, customerId, deviceId, onDevice }: PlayBackProps) {
  const { t } = useTranslation();
  const [days, setDays] = useState<number>(14);
  const limit = definition?.when.kind === "above" || definition?.when.kind === "below";
  return (
    <section className="play-back" aria-label={t("rules.play_back")}>
      <h3>{t("rules.play_back")}</h3>
      <p className="faint small">{t("rules.play_back_hint")}</p>
      <div className="play-back-bar">
        <DevicePicker
          aria-label={t("rules.play_back_device")}
          placeholder={t("rules.play_back_device")}
          customerId={customerId ?? undefined}
          value={deviceId}
          onChange={onDevice}
        />
        <Select
          aria-label={t("rules.play_back_days")}
          value={days}
          onChange={setDays}
          options={DAYS.map((value) => ({ value, label: t("rules.last_days", { count: value }) }))}
        />
      </div>
      {definition && !limit ? (
        <p className="faint">{t("rules.no_play_back")}</p>
      ) : !definition || deviceId === undefined ? (
        <p className="faint">{t(definition ? "rules.choose_device" : "rules.not_whole")}</p>
      ) : (
        <Played definition={definition} deviceId={deviceId} days={days} />
      )}
    </section>
  );
}

/** The first device that a rule is for: what is looked at until somebody chooses another. */
export function useFirstCovered(of: Definition["of"], customerId?: number | null): number | undefined {
  const named = of?.device_ids?.[0];
  const { data } = useQuery({
    ...devicesQuery({
      customer_id: customerId,
      kind: of?.kinds?.[0],
      site_id: of?.site_ids?.[0],
      sort: "name",
      limit: 1,
    }),
    enabled: named === undefined,
  });
  return named ?? data?.items[0]?.id;
}

function Played({ definition, deviceId, days }: { definition: Definition; deviceId: number; days: number }) {
  const { t } = useTranslation();
  // While somebody types, nothing is asked.
  const settled = useSettled(definition);
  const played = useQuery(playedBackQuery(deviceId, settled, days));
  const checks = useQuery(checksQuery(deviceId)).data?.items;
  if (played.error) {
    const { detail, fields } = asProblem(played.error);
    return <p className="play-back-wrong">{fields[0]?.detail ?? detail}</p>;
  }
  if (!played.data) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  const { items } = played.data;
  const unit = items[0]?.unit ?? "";
  const scale = scaleOf(settled.metric, unitOf(settled.metric, unit), t);
  const name = (id: number) => checks?.find((check) => check.id === id)?.name ?? "";
  return (
    <div className={played.isPlaceholderData ? "play-back-old" : undefined} aria-live="polite">
      <TimeLine episodes={items} days={days} />
      <p>
        {items.length === 0
          ? t("rules.never_broken", { count: days })
          : t("rules.broken_times", { count: items.length })}
      </p>
      {items.length > 0 && (
        <Table<Episode>
          size="small"
          rowKey={(episode) => `${episode.check_id} ${episode.label} ${episode.from}`}
          dataSource={[...items].reverse()}
          pagination={items.length > 8 ? { pageSize: 8, size: "small", showSizeChanger: false } : false}
          scroll={{ x: "max-content" }}
          columns={[
            { title: t("rules.from"), render: (_, episode) => <DateTime at={episode.from} /> },
            {
              title: t("rules.lasted"),
              render: (_, { from, to }) =>
                to ? spanInWords((Date.parse(to) - Date.parse(from)) / 1000, t) : t("rules.lasts"),
            },
            {
              title: t("rules.of_what"),
              render: (_, { check_id, label }) => [label, name(check_id)].filter(Boolean).join(" · "),
            },
            { title: t("rules.worst"), align: "right", render: (_, { worst }) => inUnit(worst, scale) },
          ]}
        />
      )}
    </div>
  );
}

/** From `days` ago on the left to now on the right; a mark is where the rule would have been broken. */
function TimeLine({ episodes, days }: { episodes: Episode[]; days: number }) {
  const { t, i18n } = useTranslation();
  const now = serverNow();
  const begin = now - days * DAY_MS;
  const share = (at: number) => (Math.min(Math.max(at, begin), now) - begin) / (now - begin);
  return (
    <div className="time-line" role="img" aria-label={t("rules.time_line", { count: episodes.length })}>
      <svg viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden>
        <rect className="time-line-ground" x="0" y="4" width="1000" height="16" />
        {days > 1 &&
          Array.from({ length: days - 1 }, (_, day) => (day + 1) / days).map((place) => (
            <line key={place} x1={place * 1000} x2={place * 1000} y1="4" y2="20" />
          ))}
        {episodes.map(({ check_id, label, from, to }) => {
          const x = share(Date.parse(from)) * 1000;
          const width = share(to ? Date.parse(to) : now) * 1000 - x;
          return (
            <rect
              key={`${check_id} ${label} ${from}`}
              className="time-line-broken"
              x={Math.min(x, 997)}
              y="4"
              width={Math.max(width, 3)}
              height="16"
            />
          );
        })}
      </svg>
      <div className="time-line-ends faint small" aria-hidden>
        <span>{instantText(new Date(begin).toISOString(), i18n.language)}</span>
        <span>{t("rules.now")}</span>
      </div>
    </div>
  );
}

/** The value, once it has stayed the same for half a second; compared by what it says. */
function useSettled<T>(value: T): T {
  const said = JSON.stringify(value);
  const [settled, setSettled] = useState(said);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(said), 500);
    return () => clearTimeout(timer);
  }, [said]);
  return JSON.parse(settled) as T;
}
