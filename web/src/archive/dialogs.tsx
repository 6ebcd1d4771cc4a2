/** Writing customers, sites and contacts. */
import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, InputNumber, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type Contact, type Customer, SITE_KINDS, type Site } from "../api/types";
import { paths } from "../app/paths";
import { FormDialog } from "../shared/FormDialog";
import { CustomerPicker } from "./pickers";
import {
  changeContact,
  changeCustomer,
  changeSite,
  createContact,
  createCustomer,
  createSite,
} from "./queries";

/** Text fields as the API wants them: emptied means `null`. */
function nulled<T extends object>(form: T): T {
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, value === "" || value === undefined ? null : value]),
  ) as T;
}

function useRequired() {
  const { t } = useTranslation();
  return [{ required: true, message: t("shared.required") }];
}

function useTouched(...names: string[]) {
  const queries = useQueryClient();
  return () => {
    for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
  };
}

export function CustomerDialog({ customer, onClose }: { customer?: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const touched = useTouched("customers");
  const required = useRequired();
  type Values = Pick<Customer, "name" | "code" | "address" | "note">;
  return (
    <FormDialog<Values>
      open
      title={customer ? t("archive.edit_customer") : t("archive.add_customer")}
      submitText={customer ? t("shared.save") : t("archive.add_customer")}
      initialValues={customer}
      onSubmit={async (form) => {
        const saved = customer
          ? await changeCustomer(customer.id, { ...nulled(form), version: customer.version })
          : await createCustomer(nulled(form));
        touched();
        if (!customer) await navigate(paths.customer(saved.id));
      }}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("archive.name")} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t("archive.code")}
        rules={customer ? required : []}
        extra={customer ? t("archive.code_hint") : t("archive.code_made")}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="address" label={t("archive.street")}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="note" label={t("archive.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
      </Form.Item>
    </FormDialog>
  );
}

export function SiteDialog({
  site,
  customerId,
  onClose,
}: {
  site?: Site;
  customerId?: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const touched = useTouched("sites", "customers", "fleet");
  const required = useRequired();
  type Values = Pick<
    Site,
    "customer_id" | "name" | "code" | "kind" | "class" | "address" | "latitude" | "longitude"
  >;
  const known = site && {
    customer_id: site.customer_id,
    name: site.name,
    code: site.code,
    kind: site.kind,
    class: site.class,
    address: site.address,
    latitude: site.latitude,
    longitude: site.longitude,
  };
  return (
    <FormDialog<Values>
      open
      title={site ? t("archive.edit_site") : t("archive.add_site")}
      submitText={site ? t("shared.save") : t("archive.add_site")}
      initialValues={known ?? { kind: "pole", customer_id: customerId }}
      onSubmit={async (form) => {
        if (site) {
          const { customer_id: _, ...change } = nulled(form);
          await changeSite(site.id, { ...change, version: site.version });
        } else await createSite(nulled(form));
        touched();
      }}
      onClose={onClose}
    >
      <Form.Item name="customer_id" label={t("archive.customer")} rules={required}>
        <CustomerPicker disabled={site !== undefined} />
      </Form.Item>
      <div className="form-columns">
        <Form.Item name="name" label={t("archive.name")} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t("archive.code")}
          rules={site ? required : []}
          extra={site ? undefined : t("archive.code_made")}
        >
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <div className="form-columns">
        <Form.Item name="kind" label={t("archive.site_kind")} rules={required}>
          <Select options={SITE_KINDS.map((value) => ({ value, label: t(`archive.site_kinds.${value}`) }))} />
        </Form.Item>
        <Form.Item name="class" label={t("archive.site_class")} extra={t("archive.site_class_hint")}>
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item name="address" label={t("archive.street")}>
        <Input maxLength={300} />
      </Form.Item>
      <div className="form-columns">
        <Form.Item name="latitude" label={t("archive.latitude")}>
          <InputNumber<number> min={-90} max={90} precision={6} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="longitude" label={t("archive.longitude")}>
          <InputNumber<number> min={-180} max={180} precision={6} style={{ width: "100%" }} />
        </Form.Item>
      </div>
    </FormDialog>
  );
}

export function ContactDialog({
  contact,
  customerId,
  onClose,
}: {
  contact?: Contact;
  customerId: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const touched = useTouched("contacts");
  const required = useRequired();
  type Values = Pick<Contact, "name" | "role" | "phone" | "email" | "is_primary">;
  return (
    <FormDialog<Values>
      open
      title={contact ? t("archive.edit_contact") : t("archive.add_contact")}
      submitText={contact ? t("shared.save") : t("archive.add_contact")}
      initialValues={contact ?? { is_primary: false }}
      onSubmit={async (form) => {
        if (contact) await changeContact(contact.id, nulled(form));
        else await createContact({ ...nulled(form), customer_id: customerId });
        touched();
      }}
      onClose={onClose}
    >
      <div className="form-columns">
        <Form.Item name="name" label={t("archive.contact_name")} rules={required}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t("archive.contact_role")}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item name="phone" label={t("archive.phone")}>
          <Input maxLength={40} inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item name="email" label={t("archive.email")}>
          <Input maxLength={200} inputMode="email" autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item name="is_primary" label={t("archive.primary_contact")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDialog>
  );
}
