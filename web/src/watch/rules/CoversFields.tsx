/** Which devices a rule is for: whose, of which kinds, where, and single ones. Every list that is not empty must name the device. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Form, Select, type SelectProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DEVICE_KINDS } from "../../api/types";
import { CustomerPicker } from "../../archive/pickers";
import { allSitesQuery, devicesQuery } from "../../archive/queries";
import { statesOfQuery } from "../queries";
import type { RuleForm } from "./form";

export function CoversFields() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<RuleForm>();
  const customerId = Form.useWatch("customer_id", form) ?? undefined;
  return (
    <>
      <div className="form-columns">
        <Form.Item name="customer_id" label={t("rules.customer")}>
          <CustomerPicker
            allowClear
            placeholder={t("rules.every_customer")}
            onChange={() => {
              form.setFieldValue(["definition", "of", "site_ids"], []);
              form.setFieldValue(["definition", "of", "device_ids"], []);
            }}
          />
        </Form.Item>
        <Form.Item name={["definition", "of", "kinds"]} label={t("rules.kinds")}>
          <Select
            mode="multiple"
            placeholder={t("rules.every_kind")}
            optionFilterProp="label"
            options={DEVICE_KINDS.map((value) => ({ value, label: t(`archive.kind.${value}`) }))}
          />
        </Form.Item>
      </div>
      <div className="form-columns">
        <Form.Item name={["definition", "of", "site_ids"]} label={t("rules.sites")}>
          <SitesPicker customerId={customerId} placeholder={t("rules.every_site")} />
        </Form.Item>
        <Form.Item name={["definition", "of", "device_ids"]} label={t("rules.devices")}>
          <DevicesPicker customerId={customerId} placeholder={t("rules.every_device")} />
        </Form.Item>
      </div>
    </>
  );
}

type ManyProps = Omit<SelectProps<number[]>, "options" | "mode" | "showSearch"> & { customerId?: number };

function SitesPicker({ customerId, ...field }: ManyProps) {
  const { data, isFetching } = useQuery(allSitesQuery(customerId));
  return (
    <Select<number[]>
      {...field}
      mode="multiple"
      showSearch={{ optionFilterProp: "label" }}
      loading={isFetching}
      options={data?.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** Devices are too many to load: the server searches. The chosen ones keep their names while others are searched for. */
export function DevicesPicker({ customerId, ...field }: ManyProps) {
  const [q, setQ] = useState("");
  const { data, isFetching } = useQuery(
    devicesQuery({ q, customer_id: customerId, limit: 30, sort: "name" }),
  );
  const chosen = field.value ?? [];
  const known = useQuery({ ...statesOfQuery(chosen.slice(0, 200)), placeholderData: keepPreviousData }).data;
  const found = (data?.items ?? []).map(({ id, name, site_name }) => ({
    value: id,
    label: `${name} · ${site_name}`,
  }));
  const others = chosen
    .filter((id) => !found.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: known?.get(id)?.device_name ?? `#${id}` }));
  return (
    <Select<number[]>
      {...field}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={isFetching}
      options={[...others, ...found]}
    />
  );
}
