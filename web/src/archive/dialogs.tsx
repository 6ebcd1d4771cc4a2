/** Writing customers, sites, contacts and contracts. */
import { useQueryClient } from "@tanstack/react-query";
import { DatePicker, Form, Input, InputNumber, Select, Switch } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import {
  CLOCK_KINDS,
  type ClockKind,
  type Contact,
  type Contract,
  type Customer,
  LEVELS,
  type Level,
  SITE_KINDS,
  type Site,
} from "../api/types";
import { paths } from "../app/paths";
import { FormDialog } from "../shared/FormDialog";
import { LevelTag } from "../shared/Level";
import { CustomerPicker } from "./pickers";
import {
  changeContact,
  changeContract,
  changeCustomer,
  changeSite,
  createContact,
  createContract,
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
      <Form.Item name="code" label={t("archive.code")} rules={required} extra={t("archive.code_hint")}>
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
  type Values = Pick<Site, "customer_id" | "name" | "code" | "kind" | "address" | "latitude" | "longitude">;
  const known = site && {
    customer_id: site.customer_id,
    name: site.name,
    code: site.code,
    kind: site.kind,
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
        <Form.Item name="code" label={t("archive.code")} rules={required}>
          <Input maxLength={40} />
        </Form.Item>
      </div>
      <Form.Item name="kind" label={t("archive.site_kind")} rules={required}>
        <Select options={SITE_KINDS.map((value) => ({ value, label: t(`archive.site_kinds.${value}`) }))} />
      </Form.Item>
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

type Minutes = Record<ClockKind, number>;
interface ContractForm {
  customer_id: number;
  name: string;
  number: string;
  term: [Dayjs, Dayjs];
  zone: string;
  call_next_after_minutes: number;
  promises: Record<`${Level}`, Minutes>;
}

/** The plan's own table is a good beginning for a new contract. */
const USUAL: ContractForm["promises"] = {
  "1": { respond: 10, arrive: 60, restore: 240, resolve: 1440 },
  "2": { respond: 30, arrive: 120, restore: 480, resolve: 2880 },
  "3": { respond: 60, arrive: 240, restore: 1440, resolve: 7200 },
};

function minutesOf(contract: Contract): ContractForm["promises"] {
  const table = { ...USUAL };
  for (const promise of contract.promises)
    table[`${promise.level}`] = {
      respond: promise.respond_seconds / 60,
      arrive: promise.arrive_seconds / 60,
      restore: promise.restore_seconds / 60,
      resolve: promise.resolve_seconds / 60,
    };
  return table;
}

export function ContractDialog({
  contract,
  customerId,
  onClose,
}: {
  contract?: Contract;
  customerId?: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const touched = useTouched("contracts");
  const required = useRequired();
  const seconds = (minutes: number) => Math.round(minutes * 60);
  return (
    <FormDialog<ContractForm>
      open
      width={760}
      title={contract ? t("archive.edit_contract") : t("archive.add_contract")}
      intro={contract ? t("archive.new_version") : undefined}
      submitText={contract ? t("shared.save") : t("archive.add_contract")}
      initialValues={
        contract
          ? {
              ...contract,
              term: [dayjs(contract.starts_on), dayjs(contract.ends_on)],
              call_next_after_minutes: contract.call_next_after_seconds / 60,
              promises: minutesOf(contract),
            }
          : {
              customer_id: customerId,
              zone: "Asia/Shanghai",
              call_next_after_minutes: 5,
              promises: USUAL,
            }
      }
      onSubmit={async (form) => {
        const wanted = {
          name: form.name,
          number: form.number,
          starts_on: form.term[0].format("YYYY-MM-DD"),
          ends_on: form.term[1].format("YYYY-MM-DD"),
          zone: form.zone,
          call_next_after_seconds: seconds(form.call_next_after_minutes),
          promises: LEVELS.map((level) => {
            const row = form.promises[`${level}`];
            return {
              level,
              respond_seconds: seconds(row.respond),
              arrive_seconds: seconds(row.arrive),
              restore_seconds: seconds(row.restore),
              resolve_seconds: seconds(row.resolve),
            };
          }),
        };
        if (contract) await changeContract(contract.id, { ...wanted, version: contract.version });
        else await createContract({ ...wanted, customer_id: form.customer_id });
        touched();
      }}
      onClose={onClose}
    >
      <Form.Item name="customer_id" label={t("archive.customer")} rules={required}>
        <CustomerPicker disabled={contract !== undefined} />
      </Form.Item>
      <div className="form-columns">
        <Form.Item name="name" label={t("archive.name")} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="number" label={t("archive.contract_number")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="term" label={t("archive.term")} rules={required}>
          <DatePicker.RangePicker style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="zone" label={t("archive.zone")} rules={required} extra={t("archive.zone_hint")}>
          <Input maxLength={64} />
        </Form.Item>
      </div>
      <PromiseTable />
      <Form.Item
        name="call_next_after_minutes"
        label={t("archive.call_next")}
        rules={required}
        extra={t("archive.call_next_hint")}
      >
        <InputNumber<number> min={0.5} max={1440} suffix={t("archive.minutes")} />
      </Form.Item>
    </FormDialog>
  );
}

function PromiseTable() {
  const { t } = useTranslation();
  const required = useRequired();
  return (
    <fieldset className="severity">
      <legend>{t("archive.promises")}</legend>
      <p className="faint small">{t("archive.promises_hint")}</p>
      <div className="promise-table">
        <span />
        {CLOCK_KINDS.map((kind) => (
          <span key={kind} className="faint small">
            {t(`desk.clock.${kind}`)}
          </span>
        ))}
        {LEVELS.map((level) => [
          <LevelTag key={level} level={level} short />,
          ...CLOCK_KINDS.map((kind) => (
            <Form.Item
              key={`${level}-${kind}`}
              name={["promises", String(level), kind]}
              rules={required}
              noStyle
            >
              <InputNumber<number>
                min={1}
                max={525_600}
                aria-label={`${t(`desk.level.${level}`)} ${t(`desk.clock.${kind}`)}`}
                style={{ width: "100%" }}
              />
            </Form.Item>
          )),
        ])}
      </div>
    </fieldset>
  );
}
