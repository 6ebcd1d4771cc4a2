/** Which devices lack a check that their kind should have, and what it takes to give it to them. */
import { RadarChartOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FilterOf } from "../../api/types";
import { paths } from "../../app/paths";
import { DEVICE_FILTERS, DeviceFilters } from "../../archive/DeviceFilters";
import { KindLabel } from "../../archive/kinds";
import { type ListColumn, ListPage } from "../../shared/ListPage";
import { DeviceStateTag } from "../../shared/State";
import { type ListState, useListState } from "../../shared/useListState";
import "./coverage.css";
import { type CoverageCount, type Covered, type Gap, isGrave } from "./gaps";
import { NotMade } from "./NotMade";
import { coverageQuery } from "./queries";

const FILTERS = [...DEVICE_FILTERS, "gap"] as const satisfies FilterOf<"/api/v1/coverage">[];

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "-gaps");
  const result = useQuery(coverageQuery(state.query));
  const columns = useColumns();
  return (
    <ListPage<Covered>
      title={t("coverage.title")}
      subtitle={t("coverage.intro")}
      above={
        result.data && (
          <Counted
            devices={result.data.devices}
            lacking={result.data.lacking}
            counts={result.data.counts}
            state={state}
          />
        )
      }
      state={state}
      result={result}
      searchHint={t("coverage.search")}
      rowPath={({ device_id }) => paths.device(device_id)}
      filters={<DeviceFilters state={state} />}
      columns={columns}
      card={(item) => (
        <>
          <div className="card-top">
            <DeviceStateTag state={item.state} />
            <span className="card-right faint small">
              <KindLabel kind={item.kind} />
            </span>
          </div>
          <div className="card-title">{item.device_name}</div>
          <Gaps gaps={item.gaps} />
          <NotMade checks={item.not_made} />
          <div className="card-facts">
            <span>{item.site_name}</span>
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

function useColumns(): ListColumn<Covered>[] {
  const { t } = useTranslation();
  return [
    {
      key: "gaps",
      title: t("coverage.lacks"),
      sortBy: "gaps",
      render: (_, { gaps }) => <Gaps gaps={gaps} />,
    },
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "device_name",
      render: (_, item) => (
        <span className="cell-title">
          <Link to={paths.device(item.device_id)}>{item.device_name}</Link>
        </span>
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
      render: (_, { checks, not_made }) => (
        <div className="cell-checks">
          {checks.map(({ name }) => name).join(t("shared.list_comma"))}
          <NotMade checks={not_made} />
        </div>
      ),
    },
    {
      key: "state",
      title: t("archive.state"),
      render: (_, item) => <DeviceStateTag state={item.state} />,
    },
    {
      key: "site",
      title: t("archive.site"),
      sortBy: "site_name",
      render: (_, item) => (
        <div className="cell-place">
          {item.site_name}
          <div className="faint small">{item.customer_name}</div>
        </div>
      ),
    },
  ];
}

function Gaps({ gaps }: { gaps: Gap[] }) {
  const { t } = useTranslation();
  if (gaps.length === 0) return <span className="state state-good">{t("coverage.nothing")}</span>;
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

interface CountedProps {
  devices: number;
  lacking: number;
  counts: CoverageCount[];
  state: Pick<ListState<"gap">, "filters" | "change">;
}

/** How many devices lack what, over all pages; each count narrows the list to those. */
function Counted({ devices, lacking, counts, state }: CountedProps) {
  const { t } = useTranslation();
  if (devices === 0) return null;
  const chosen = state.filters.gap;
  const shown = counts.filter((count) => count.devices > 0 || count.gap === chosen);
  return (
    <div className="coverage-counted">
      <span aria-live="polite">
        {lacking === 0
          ? t("coverage.all_well", { count: devices })
          : t("coverage.lacking", { count: devices, lacking })}
      </span>
      {shown.map(({ gap, devices: count }) => (
        <Button
          key={gap}
          size="small"
          type={gap === chosen ? "primary" : "default"}
          aria-pressed={gap === chosen}
          onClick={() => state.change({ gap: gap === chosen ? null : gap })}
        >
          {t(`coverage.gap.${gap}`)} <strong>{count}</strong>
        </Button>
      ))}
    </div>
  );
}
