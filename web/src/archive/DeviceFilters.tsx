/** Narrows a list of devices to a customer, a site, a kind. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { DEVICE_KINDS } from "../api/types";
import type { ListState } from "../shared/useListState";
import { CustomerPicker, SitePicker } from "./pickers";

export const DEVICE_FILTERS = ["kind", "customer_id", "site_id"] as const;

export function DeviceFilters({
  state,
}: {
  state: Pick<ListState<(typeof DEVICE_FILTERS)[number]>, "filters" | "change">;
}) {
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
