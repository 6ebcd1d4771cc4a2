/** Which devices lack a check that their kind should have, and what it takes to give it to them. */
import { RadarChartOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DEVICE_KINDS, type Device, type FilterOf } from "../../api/types";
import { paths } from "../../app/paths";
import { KindLabel } from "../../archive/kinds";
import { CustomerPicker, SitePicker } from "../../archive/pickers";
import { devicesQuery } from "../../archive/queries";
import { type ListColumn, ListPage } from "../../shared/ListPage";
import { DeviceStateTag } from "../../shared/State";
import { useListState } from "../../shared/useListState";
import { statesOfQuery } from "../queries";
import "./coverage.css";
import { GAPS, type Gap, gapsOf, isGrave } from "./gaps";
import { useAsks, useChecksOf } from "./queries";

const FILTERS = ["kind", "customer_id", "site_id"] as const satisfies FilterOf<"/api/v1/devices">[];

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "name");
  const result = useQuery(devicesQuery(state.query));
  const devices = result.data?.items ?? [];
  const ids = devices.map(({ id }) => id);
  const states = useQuery(statesOfQuery(ids)).data;
  const checks = useChecksOf(ids);
  const asks = useAsks();
  const gaps = (device: Device) =>
    gapsOf({
      device,
      asks: asks.get(device.kind),
      checks: checks.get(device.id),
      state: states?.get(device.id)?.state,
    });
  const known = checks.size === ids.length;
  const columns: ListColumn<Device>[] = [
    {
      key: "gaps",
      title: t("coverage.lacks"),
      render: (_, device) => <Gaps gaps={gaps(device)} known={checks.has(device.id)} />,
    },
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "name",
      render: (_, device) => (
        <div className="cell-title">
          <Link to={paths.device(device.id)}>{device.name}</Link>
          <div className="faint small">{[device.vendor, device.model].filter(Boolean).join(" ")}</div>
        </div>
      ),
    },
    {
      key: "kind",
      title: t("archive.device_kind"),
      sortBy: "kind",
      render: (_, { kind }) => <KindLabel kind={kind} />,
    },
    {
      key: "checks",
      title: t("watch.checks"),
      render: (_, { id }) => (
        <div className="cell-checks">
          {checks
            .get(id)
            ?.map(({ name }) => name)
            .join(t("shared.list_comma"))}
        </div>
      ),
    },
    {
      key: "state",
      title: t("archive.state"),
      render: (_, { id }) => <DeviceStateTag state={states?.get(id)?.state ?? "unknown"} />,
    },
    {
      key: "site",
      title: t("archive.site"),
      sortBy: "site",
      render: (_, device) => (
        <div className="cell-place">
          {device.site_name}
          <div className="faint small">{device.customer_name}</div>
        </div>
      ),
    },
  ];
  return (
    <ListPage<Device>
      title={t("coverage.title")}
      subtitle={
        <>
          {t("coverage.intro")}
          {devices.length > 0 && <Counted gaps={devices.map(gaps)} known={known} />}
        </>
      }
      state={state}
      result={inOrder(result, (device) => gaps(device))}
      searchHint={t("archive.search_devices")}
      rowPath={({ id }) => paths.device(id)}
      filters={<Filters state={state} />}
      columns={columns}
      card={(device) => (
        <>
          <div className="card-top">
            <DeviceStateTag state={states?.get(device.id)?.state ?? "unknown"} />
            <span className="card-right faint small">
              <KindLabel kind={device.kind} />
            </span>
          </div>
          <div className="card-title">{device.name}</div>
          <Gaps gaps={gaps(device)} known={checks.has(device.id)} />
          <div className="card-facts">
            <span>{device.site_name}</span>
          </div>
        </>
      )}
      empty={{
        icon: <RadarChartOutlined />,
        title: t("archive.no_devices"),
        hint: t("archive.no_devices_hint"),
      }}
    />
  );
}

/** What lacks most stands on top of the page; otherwise the list's own order holds. */
function inOrder<R extends { data?: { items: Device[] } | undefined }>(
  result: R,
  gaps: (device: Device) => Gap[],
): R {
  if (!result.data) return result;
  const weight = (device: Device) => {
    const first = gaps(device)[0];
    return first ? GAPS.indexOf(first) : GAPS.length;
  };
  const items = [...result.data.items].sort((a, b) => weight(a) - weight(b));
  return { ...result, data: { ...result.data, items } };
}

function Gaps({ gaps, known }: { gaps: Gap[]; known: boolean }) {
  const { t } = useTranslation();
  if (gaps.length === 0)
    return known ? <span className="state state-good">{t("coverage.nothing")}</span> : <span>…</span>;
  return (
    <ul className="plain-list gaps">
      {gaps.map((gap) => (
        <li
          key={gap}
          className={`state state-${isGrave(gap) ? "bad" : "warn"}`}
          title={t(`coverage.todo.${gap}`)}
        >
          {t(`coverage.gap.${gap}`)}
        </li>
      ))}
    </ul>
  );
}

/** How many of the devices on this page lack what. */
function Counted({ gaps, known }: { gaps: Gap[][]; known: boolean }) {
  const { t } = useTranslation();
  const lacking = gaps.filter((of) => of.length > 0).length;
  const counts = GAPS.map((gap) => ({ gap, count: gaps.filter((of) => of.includes(gap)).length })).filter(
    ({ count }) => count > 0,
  );
  return (
    <p className="coverage-counted" aria-live="polite">
      {!known
        ? t("coverage.counting")
        : lacking === 0
          ? t("coverage.all_well", { count: gaps.length })
          : t("coverage.lacking", { count: gaps.length, lacking })}
      {known &&
        counts.map(({ gap, count }) => (
          <span key={gap}>
            {t(`coverage.gap.${gap}`)}
            {"\u00a0"}
            <strong>{count}</strong>
          </span>
        ))}
    </p>
  );
}

function Filters({ state }: { state: ReturnType<typeof useListState<(typeof FILTERS)[number]>> }) {
  const { t } = useTranslation();
  const chosen = (name: "customer_id" | "site_id") => Number(state.filters[name]) || undefined;
  return (
    <>
      <CustomerPicker
        allowClear
        className="list-filter"
        value={chosen("customer_id")}
        onChange={(id) => state.change({ customer_id: id ? String(id) : null, site_id: null })}
      />
      <SitePicker
        allowClear
        className="list-filter"
        customerId={chosen("customer_id")}
        value={chosen("site_id")}
        onChange={(id) => state.change({ site_id: id ? String(id) : null })}
      />
      <Select
        allowClear
        className="list-filter"
        aria-label={t("archive.device_kind")}
        placeholder={t("archive.device_kind")}
        value={state.filters.kind || undefined}
        options={DEVICE_KINDS.map((value) => ({ value, label: t(`archive.kind.${value}`) }))}
        onChange={(kind) => state.change({ kind })}
      />
    </>
  );
}
