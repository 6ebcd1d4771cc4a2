/** Choosing a customer, a site, a device: by typing a part of the name. */
import { useQuery } from "@tanstack/react-query";
import { Select, type SelectProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allCustomersQuery, allSitesQuery, deviceQuery, devicesQuery } from "./queries";

/** In a form the field's own label names it (it has an `id` then); elsewhere it names itself. */
type PickerProps = Omit<SelectProps<number>, "options" | "loading" | "showSearch">;

export function CustomerPicker(props: PickerProps) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery(allCustomersQuery);
  return (
    <Select<number>
      placeholder={t("archive.customer")}
      aria-label={props.id ? undefined : t("archive.customer")}
      {...props}
      showSearch={{ optionFilterProp: "label" }}
      loading={isPending}
      options={data?.map((customer) => ({ value: customer.id, label: customer.name }))}
    />
  );
}

export function SitePicker({ customerId, ...props }: PickerProps & { customerId?: number }) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery(allSitesQuery(customerId));
  return (
    <Select<number>
      placeholder={t("archive.site")}
      aria-label={props.id ? undefined : t("archive.site")}
      {...props}
      showSearch={{ optionFilterProp: "label" }}
      loading={isPending}
      options={data?.map((site) => ({ value: site.id, label: site.name }))}
    />
  );
}

interface DevicePickerProps extends PickerProps {
  customerId?: number;
  siteId?: number;
  /** Left out of the choice: a device is not its own parent. */
  except?: number;
}

/** Devices are too many to load: the server searches. */
export function DevicePicker({ customerId, siteId, except, ...props }: DevicePickerProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  const { data, isFetching } = useQuery(
    devicesQuery({ q, customer_id: customerId, site_id: siteId, limit: 30, sort: "name" }),
  );
  const chosen = useQuery({ ...deviceQuery(props.value ?? 0), enabled: Boolean(props.value) }).data;
  const found = (data?.items ?? []).filter((device) => device.id !== except);
  const shown = chosen && !found.some((device) => device.id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select<number>
      placeholder={t("archive.device")}
      aria-label={props.id ? undefined : t("archive.device")}
      allowClear
      {...props}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={isFetching}
      options={shown.map((device) => ({
        value: device.id,
        label: `${device.name} · ${device.site_name}${device.address ? ` · ${device.address}` : ""}`,
      }))}
    />
  );
}
