/** What runs out, the soonest first: certificates, licences, warranties of all devices. */
import { HourglassOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { type DeviceExpiry, EXPIRY_KINDS, type FilterOf } from "../../api/types";
import { paths } from "../../app/paths";
import { useWhyNot } from "../../session/session";
import { type ListColumn, ListPage } from "../../shared/ListPage";
import { useListState } from "../../shared/useListState";
import { civilDate } from "../../shared/zone";
import { CustomerPicker } from "../pickers";
import { allCustomersQuery, expiriesQuery } from "../queries";
import { daysAfter, daysLeft } from "./days";
import { ExpiryButtons } from "./ExpiryButtons";
import { Remaining } from "./Remaining";

const FILTERS = ["customer_id", "kind", "until"] as const satisfies FilterOf<"/api/v1/device-expiries">[];
/** How far ahead people look, in days. */
const SPANS = [0, 30, 90, 365] as const;

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "");
  const result = useQuery(expiriesQuery(state.query));
  const customers = useQuery(allCustomersQuery).data;
  const mayNotWrite = useWhyNot("devices.write");
  const today = civilDate(new Date());
  const whose = (id: number) => customers?.find((customer) => customer.id === id)?.name ?? "";
  const columns: ListColumn<DeviceExpiry>[] = [
    {
      key: "ends",
      title: t("expiries.last_day"),
      sortBy: "ends_on",
      render: (_, expiry) => <Remaining expiry={expiry} />,
    },
    {
      key: "kind",
      title: t("expiries.what"),
      sortBy: "kind",
      render: (_, expiry) => t(`expiries.kind.${expiry.kind}`),
    },
    {
      key: "name",
      title: t("expiries.name"),
      sortBy: "name",
      render: (_, expiry) => <strong className="break">{expiry.name}</strong>,
    },
    {
      key: "device",
      title: t("archive.device"),
      sortBy: "device",
      render: (_, expiry) => <Link to={paths.device(expiry.device_id)}>{expiry.device_name}</Link>,
    },
    { key: "customer", title: t("archive.customer"), render: (_, expiry) => whose(expiry.customer_id) },
    {
      key: "note",
      title: t("expiries.note"),
      render: (_, expiry) => <span className="faint break">{expiry.note}</span>,
    },
    {
      key: "edit",
      title: "",
      render: (_, expiry) => !mayNotWrite && <ExpiryButtons expiry={expiry} />,
    },
  ];
  return (
    <ListPage<DeviceExpiry>
      title={t("expiries.title")}
      subtitle={t("expiries.hint")}
      state={state}
      result={result}
      searchHint={t("expiries.search")}
      filters={
        <>
          <CustomerPicker
            allowClear
            className="list-filter"
            value={Number(state.filters.customer_id) || undefined}
            onChange={(id) => state.change({ customer_id: id ? String(id) : null })}
          />
          <Select
            allowClear
            className="list-filter"
            aria-label={t("expiries.what")}
            placeholder={t("expiries.any_kind")}
            value={state.filters.kind || undefined}
            onChange={(kind) => state.change({ kind: kind ?? null })}
            options={EXPIRY_KINDS.map((kind) => ({ value: kind, label: t(`expiries.kind.${kind}`) }))}
          />
          <Select
            allowClear
            className="list-filter"
            aria-label={t("expiries.when")}
            placeholder={t("expiries.any_time")}
            value={state.filters.until ? daysLeft(state.filters.until, today) : undefined}
            onChange={(days) => state.change({ until: days === undefined ? null : daysAfter(today, days) })}
            options={SPANS.map((days) => ({
              value: days,
              label: days === 0 ? t("expiries.by_today") : t("expiries.within", { count: days }),
            }))}
          />
        </>
      }
      columns={columns}
      card={(expiry) => (
        <>
          <div className="card-title">
            {t(`expiries.kind.${expiry.kind}`)} · {expiry.name}
          </div>
          <div className="card-facts">
            <Remaining expiry={expiry} />
            <Link to={paths.device(expiry.device_id)}>{expiry.device_name}</Link>
            <span>{whose(expiry.customer_id)}</span>
          </div>
          {!mayNotWrite && <ExpiryButtons expiry={expiry} />}
        </>
      )}
      empty={{
        icon: <HourglassOutlined />,
        title: t("expiries.none"),
        hint: t("expiries.none_hint"),
      }}
    />
  );
}
