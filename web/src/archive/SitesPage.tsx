/** Where the devices stand. */
import { EnvironmentOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FilterOf, Site } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { SiteDialog } from "./dialogs";
import { CustomerPicker } from "./pickers";
import { allCustomersQuery, sitesQuery } from "./queries";

const FILTERS = ["customer_id"] as const satisfies FilterOf<"/api/v1/sites">[];

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "name");
  const result = useQuery(sitesQuery(state.query));
  const customers = useQuery(allCustomersQuery).data;
  const [editing, setEditing] = useState<Site | "new" | null>(null);
  const mayNotWrite = useWhyNot("sites.write");
  const customerName = (id: number) => customers?.find((customer) => customer.id === id)?.name ?? "";
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotWrite}
      onClick={() => setEditing("new")}
    >
      {t("archive.add_site")}
    </ActionButton>
  );
  const columns: ListColumn<Site>[] = [
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "name",
      render: (_, site) => (
        <div className="cell-title">
          <Link to={withQuery(paths.devices, { site_id: site.id })}>{site.name}</Link>
          <div className="faint small mono">{site.code}</div>
        </div>
      ),
    },
    {
      key: "kind",
      title: t("archive.site_kind"),
      render: (_, site) => [t(`archive.site_kinds.${site.kind}`), site.class].filter(Boolean).join(" · "),
    },
    { key: "customer", title: t("archive.customer"), render: (_, site) => customerName(site.customer_id) },
    { key: "address", title: t("archive.street"), render: (_, site) => site.address ?? "—" },
    {
      key: "position",
      title: t("archive.position"),
      render: (_, site) =>
        site.latitude === null || site.longitude === null ? (
          "—"
        ) : (
          <span className="mono">
            {site.latitude.toFixed(5)}, {site.longitude.toFixed(5)}
          </span>
        ),
    },
    {
      key: "edit",
      title: "",
      render: (_, site) => (
        <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(site)}>
          {t("shared.edit")}
        </ActionButton>
      ),
    },
  ];
  return (
    <>
      <ListPage<Site>
        title={t("archive.sites")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("archive.search_sites")}
        filters={
          <CustomerPicker
            allowClear
            className="list-filter"
            value={Number(state.filters.customer_id) || undefined}
            onChange={(id) => state.change({ customer_id: id ? String(id) : null })}
          />
        }
        columns={columns}
        rowPath={(site) => withQuery(paths.devices, { site_id: site.id })}
        card={(site) => (
          <>
            <div className="card-title">{site.name}</div>
            <div className="card-facts">
              <span>{t(`archive.site_kinds.${site.kind}`)}</span>
              <span>{customerName(site.customer_id)}</span>
              <span>{site.address}</span>
            </div>
          </>
        )}
        empty={{
          icon: <EnvironmentOutlined />,
          title: t("archive.no_sites"),
          hint: t("archive.no_sites_hint"),
          action: add,
        }}
      />
      {editing && (
        <SiteDialog site={editing === "new" ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}
