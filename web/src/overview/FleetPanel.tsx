/** How the fleet stands, site by site, the troubled ones first. */
import { ClusterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FleetSite } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { fleetQuery } from "../watch/queries";
import { FleetBar } from "./Headline";

/** More sites than this no eye takes in; the list of devices has them all. */
const SHOWN = 60;

export function worstFirst(sites: FleetSite[]): FleetSite[] {
  const trouble = (site: FleetSite) => site.down * 1000 + site.unreachable;
  return [...sites].sort((a, b) => trouble(b) - trouble(a) || a.site_name.localeCompare(b.site_name));
}

export function FleetPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(fleetQuery);
  const hidden = (data?.sites.length ?? 0) - SHOWN;
  return (
    <Panel
      className="overview-fleet"
      title={t("overview.fleet")}
      extra={
        <span className="panel-links">
          <Link to={paths.wall}>{t("wall.open")}</Link>
          <Link to={paths.devices}>{t("overview.devices")}</Link>
        </span>
      }
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : data.sites.length === 0 ? (
        <EmptyState
          icon={<ClusterOutlined />}
          title={t("overview.no_devices")}
          hint={t("overview.no_devices_hint")}
          action={
            <Link to={paths.importDevices}>
              <Button type="primary">{t("overview.import")}</Button>
            </Link>
          }
        />
      ) : (
        <>
          <ul className="plain-list fleet-grid">
            {worstFirst(data.sites)
              .slice(0, SHOWN)
              .map((site) => (
                <Site key={site.site_id} site={site} />
              ))}
          </ul>
          {hidden > 0 && <p className="faint fleet-hidden">{t("overview.more_sites", { count: hidden })}</p>}
        </>
      )}
    </Panel>
  );
}

function Site({ site }: { site: FleetSite }) {
  const { t } = useTranslation();
  const tone = site.down > 0 ? "fleet-bad" : site.unreachable > 0 ? "fleet-warn" : "";
  const troubles = (["down", "unreachable", "unknown"] as const).filter((state) => site[state] > 0);
  return (
    <li>
      <Link to={withQuery(paths.devices, { site_id: site.site_id })} className={`fleet-site ${tone}`}>
        <span className="fleet-name">{site.site_name}</span>
        <FleetBar counts={site} />
        <span className="fleet-words">
          {site.total === 0
            ? t("overview.site_empty")
            : troubles.length === 0
              ? t("overview.site_well", { count: site.total })
              : troubles.map((state) => (
                  <span key={state} className={`legend-${state}`}>
                    {t(`watch.state.${state}`)} <strong>{site[state]}</strong>
                  </span>
                ))}
          {troubles.length > 0 && <span className="faint">/ {site.total}</span>}
        </span>
      </Link>
    </li>
  );
}
