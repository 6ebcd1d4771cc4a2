/** Every site as a tile: the troubled ones large and first, the others small. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FleetSite } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { worstFirst } from "../overview/FleetPanel";
import { fleetQuery } from "../watch/queries";

/** So many tiles can be told apart on a wall. */
const SHOWN = 240;

export function Sites() {
  const { t } = useTranslation();
  const sites = worstFirst(useQuery(fleetQuery).data?.sites ?? []).filter((site) => site.total > 0);
  const troubled = sites.filter((site) => site.down + site.unreachable > 0);
  const well = sites.filter((site) => site.down + site.unreachable === 0);
  const hidden = sites.length - SHOWN;
  return (
    <section className="wall-part wall-sites" aria-label={t("wall.sites")}>
      <h2>
        {t("wall.sites")}{" "}
        <span className="faint">{t("wall.sites_well", { well: well.length, all: sites.length })}</span>
      </h2>
      <ul className="plain-list wall-troubled">
        {troubled.slice(0, SHOWN).map((site) => (
          <Troubled key={site.site_id} site={site} />
        ))}
      </ul>
      <ul className="plain-list wall-well">
        {well.slice(0, Math.max(0, SHOWN - troubled.length)).map((site) => (
          <li key={site.site_id}>
            <Link
              to={withQuery(paths.devices, { site_id: site.site_id })}
              className={site.unknown > 0 ? "wall-tile wall-tile-unknown" : "wall-tile"}
              title={`${site.site_name} · ${site.customer_name}`}
            >
              {site.site_name} <span className="faint">{site.total}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className="faint">{t("wall.more_sites", { count: hidden })}</p>}
    </section>
  );
}

function Troubled({ site }: { site: FleetSite }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link
        to={withQuery(paths.devices, { site_id: site.site_id })}
        className={site.down > 0 ? "wall-tile wall-tile-down" : "wall-tile wall-tile-unreachable"}
      >
        <strong>{site.site_name}</strong>
        <span>
          {site.down > 0 && `${t("watch.state.down")} ${site.down}`}
          {site.down > 0 && site.unreachable > 0 && " · "}
          {site.unreachable > 0 && `${t("watch.state.unreachable")} ${site.unreachable}`}
          <span className="faint"> / {site.total}</span>
        </span>
      </Link>
    </li>
  );
}
