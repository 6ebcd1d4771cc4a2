/** Who would be called for any customer, level and moment, if nobody answered. Nobody is called by asking. */

import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Segmented, Skeleton, Tag } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { LEVELS } from "../api/types";
import { paths } from "../app/paths";
import { CustomerPicker } from "../archive/pickers";
import { allCustomersQuery } from "../archive/queries";
import { DateTime } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useLevelWords } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { Ladder } from "./Ladder";
import { forecastQuery } from "./queries";
import type { CallForecast, CallForecastEntry } from "./types";

export function Component() {
  const { t } = useTranslation();
  const id = useId();
  const words = useLevelWords();
  const [params, setParams] = useSearchParams();
  const customers = useQuery(allCustomersQuery).data;
  const customer = Number(params.get("customer")) || customers?.[0]?.id;
  const level = Number(params.get("level")) || 1;
  const at = params.get("at") ?? undefined;
  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        if (value === undefined) before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  const { data, error, refetch } = useQuery({
    ...forecastQuery(customer ?? 0, level, at),
    enabled: Boolean(customer),
  });
  return (
    <Page
      title={t("calling.forecast")}
      subtitle={t("calling.forecast_hint")}
      extra={
        <>
          <Link to={paths.policies}>
            <Button>{t("calling.policies")}</Button>
          </Link>
          <Link to={paths.templates}>
            <Button>{t("calling.templates")}</Button>
          </Link>
          <Link to={paths.rehearsal}>
            <Button>{t("calling.rehearsal")}</Button>
          </Link>
        </>
      }
    >
      <div className="ask-row">
        <div className="ask-field">
          <label htmlFor={`${id}customer`}>{t("archive.customer")}</label>
          <CustomerPicker
            id={`${id}customer`}
            value={customer}
            onChange={(chosen) => set("customer", String(chosen))}
            style={{ minWidth: 240 }}
          />
        </div>
        <div className="ask-field">
          <span id={`${id}level`}>{t("calling.level")}</span>
          <Segmented<number>
            aria-labelledby={`${id}level`}
            value={level}
            onChange={(chosen) => set("level", String(chosen))}
            options={LEVELS.map((value) => ({ value, label: words.short(value) }))}
          />
        </div>
        <div className="ask-field">
          <label htmlFor={`${id}moment`}>{t("calling.moment")}</label>
          <DatePicker
            id={`${id}moment`}
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            placeholder={t("calling.now")}
            value={at ? dayjs(at) : null}
            onChange={(chosen) => set("at", chosen ? chosen.toISOString() : undefined)}
          />
        </div>
      </div>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 6 }} />
      ) : (
        <Chain forecast={data} />
      )}
    </Page>
  );
}

function Chain({ forecast }: { forecast: CallForecast }) {
  const { t } = useTranslation();
  const reached = forecast.calls.filter((call) => call.obstacle === null).length;
  return (
    <Panel
      title={
        <>
          {forecast.policy.built_in ? t("calling.usual") : forecast.policy.name}{" "}
          <span className="faint small">
            {forecast.contract ?? t("calling.no_contract")} · <DateTime at={forecast.at} />
          </span>
        </>
      }
    >
      {forecast.calls.length === 0 || reached === 0 ? (
        <EmptyState title={t("calling.nobody_reached")} hint={t("calling.nobody_reached_hint")} />
      ) : (
        <p role="status">
          {t("calling.reached", { count: reached })}
          {forecast.ends_at && (
            <>
              {" "}
              {t("calling.until")} <DateTime at={forecast.ends_at} />
            </>
          )}
        </p>
      )}
      {forecast.calls.length > 0 && <Calls calls={forecast.calls} />}
    </Panel>
  );
}

function Calls({ calls }: { calls: CallForecastEntry[] }) {
  const { t } = useTranslation();
  const keyed = calls.map((call, place) => ({
    ...call,
    key: `${call.after_seconds}-${call.step}-${call.person?.id ?? 0}-${place}`,
  }));
  return (
    <>
      <Ladder
        label={t("calling.forecast")}
        rungs={keyed.map((call) => ({
          key: call.key,
          at: call.after_seconds,
          name: call.person?.name ?? t("calling.nobody"),
          note: t("calling.step_reason", { step: call.step, reason: call.reason }),
          skipped: call.obstacle !== null,
        }))}
      />
      <ol className="plain-list gap-list">
        {keyed.map((call) => (
          <li key={call.key}>
            <DateTime at={call.at} />
            <strong>{call.person?.name ?? t("calling.nobody")}</strong>
            {call.obstacle !== null ? (
              <>
                <Tag color="warning">{t("calling.skipped")}</Tag>
                <span>{call.reason}</span>
              </>
            ) : (
              <>
                {call.channels.map((channel) => (
                  <Tag key={channel}>{t(`notify.channel.${channel}`)}</Tag>
                ))}
                {call.channels.length === 0 && <Tag>{t("calling.own_rules")}</Tag>}
                <Contact value={call.phone} verified={call.phone_verified} />
                <Contact value={call.email} verified={call.email_verified} />
              </>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Contact({ value, verified }: { value: string | null; verified: boolean }) {
  const { t } = useTranslation();
  if (!value) return null;
  return (
    <span className="small">
      <span className="mono">{value}</span>{" "}
      <span className={verified ? "legend-up" : "faint"}>
        {verified ? t("calling.verified") : t("calling.unverified")}
      </span>
    </span>
  );
}
