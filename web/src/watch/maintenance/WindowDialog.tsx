/** Planning work, or changing what was planned: whose, on what, why, when, and when again. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/problem";
import { serverNow } from "../../api/serverTime";
import type { MaintenanceWindow } from "../../api/types";
import { CustomerPicker } from "../../archive/pickers";
import { ticketQuery, ticketsQuery } from "../../desk/queries";
import { FormDialog } from "../../shared/FormDialog";
import { civilTime, instantOf, zoneName } from "../../shared/zone";
import { changeWindow, enterWindow } from "../queries";
import "../watch.css";
import { NextTimes } from "./NextTimes";
import { RecurrenceField } from "./RecurrenceField";
import { TargetsField, type TargetWord, targetOf, wordOf } from "./TargetsField";

interface WindowForm {
  customer_id: number;
  targets: TargetWord[];
  name: string;
  reason: string;
  /** Civil times of the window's zone. */
  starts_at: string;
  ends_at: string;
  rule: string;
  ticket_id?: number | null;
}

interface WindowDialogProps {
  /** The window to change; a new one when absent. */
  window?: MaintenanceWindow;
  onDone?: (window: MaintenanceWindow) => void;
  onClose: () => void;
}

const HOUR_MS = 3_600_000;

export function WindowDialog({ window, onDone, onClose }: WindowDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const zone = window?.zone ?? zoneName();
  const required = [{ required: true, message: t("shared.required") }];
  const submit = async (form: WindowForm) => {
    const body = {
      customer_id: form.customer_id,
      name: form.name,
      reason: form.reason,
      targets: form.targets.map(targetOf),
      starts_at: instantOf(form.starts_at, zone).toISOString(),
      ends_at: instantOf(form.ends_at, zone).toISOString(),
      rule: form.rule ?? "",
      zone,
      ticket_id: form.ticket_id ?? null,
    };
    try {
      const kept = await (window
        ? changeWindow(window.id, { ...body, version: window.version })
        : enterWindow(body));
      void message.success(t(window ? "maintenance.changed" : "maintenance.planned", { name: kept.name }));
      onDone?.(kept);
    } catch (error) {
      throw beside(error);
    } finally {
      void queries.invalidateQueries({ queryKey: ["maintenance"] });
    }
  };
  return (
    <FormDialog<WindowForm>
      open
      width={680}
      title={t(window ? "maintenance.change_title" : "maintenance.plan")}
      intro={t("maintenance.dialog_intro")}
      submitText={t(window ? "shared.save" : "maintenance.plan")}
      initialValues={window ? formOf(window) : tomorrow(zone)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Covered window={window} />
      <Form.Item name="name" label={t("maintenance.name")} rules={required}>
        <Input maxLength={200} placeholder={t("maintenance.name_example")} />
      </Form.Item>
      <Form.Item name="reason" label={t("maintenance.reason")} rules={required}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <When zone={zone} />
      <Form.Item noStyle dependencies={["customer_id"]}>
        {({ getFieldValue }) => (
          <Form.Item name="ticket_id" label={t("maintenance.ticket")}>
            <TicketPicker customerId={getFieldValue("customer_id")} />
          </Form.Item>
        )}
      </Form.Item>
    </FormDialog>
  );
}

/** Whose, and what of theirs: another customer has other devices. */
function Covered({ window }: { window?: MaintenanceWindow }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<WindowForm>();
  const customerId = Form.useWatch("customer_id", form);
  return (
    <>
      <Form.Item
        name="customer_id"
        label={t("maintenance.customer")}
        rules={[{ required: true, message: t("shared.required") }]}
        extra={window && t("maintenance.customer_stays")}
      >
        <CustomerPicker
          disabled={window !== undefined}
          onChange={() => form.setFieldsValue({ targets: [], ticket_id: null })}
        />
      </Form.Item>
      <Form.Item
        name="targets"
        label={t("maintenance.covered")}
        rules={[{ required: true, message: t("maintenance.choose_targets") }]}
        extra={t("maintenance.covered_hint")}
      >
        <TargetsField customerId={customerId} known={window?.targets ?? []} />
      </Form.Item>
    </>
  );
}

/** From when to when and when again, with the times that come of it. */
function When({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<WindowForm>();
  const [starts_at = "", ends_at = "", rule = ""] = [
    Form.useWatch("starts_at", form),
    Form.useWatch("ends_at", form),
    Form.useWatch("rule", form),
  ];
  const [length, setLength] = useState<number | null>(null);
  const lengthOf = (from: string, to: string) =>
    from && to ? instantOf(to, zone).getTime() - instantOf(from, zone).getTime() : null;
  const required = [{ required: true, message: t("shared.required") }];
  const when =
    starts_at && ends_at
      ? {
          starts_at: instantOf(starts_at, zone).toISOString(),
          ends_at: instantOf(ends_at, zone).toISOString(),
          rule,
          zone,
        }
      : null;
  return (
    <>
      <div className="form-columns">
        <Form.Item name="starts_at" label={t("maintenance.begins")} rules={required} extra={zone}>
          <Input
            type="datetime-local"
            // The work keeps its length when it is moved.
            onFocus={() => setLength(lengthOf(starts_at, ends_at))}
            onChange={(event) => {
              if (!event.target.value || length === null || length <= 0) return;
              const end = instantOf(event.target.value, zone).getTime() + length;
              form.setFieldsValue({ ends_at: civilTime(new Date(end), zone) });
            }}
          />
        </Form.Item>
        <Form.Item name="ends_at" label={t("maintenance.ends")} rules={required}>
          <Input type="datetime-local" />
        </Form.Item>
      </div>
      <Form.Item name="rule" label={t("maintenance.comes_again")} required>
        <RecurrenceField start={starts_at} />
      </Form.Item>
      <NextTimes when={when} />
    </>
  );
}

function TicketPicker({ customerId, ...field }: { customerId?: number; id?: string; value?: number | null }) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  const tickets = useQuery({
    ...ticketsQuery({ q, customer_id: customerId, limit: 20 }),
    enabled: customerId !== undefined,
  });
  const chosen = useQuery({ ...ticketQuery(field.value ?? 0), enabled: Boolean(field.value) }).data;
  const others = (customerId === undefined ? [] : (tickets.data?.items ?? [])).filter(
    ({ id }) => id !== chosen?.id,
  );
  const found = chosen ? [chosen, ...others] : others;
  return (
    <Select
      allowClear
      {...field}
      disabled={customerId === undefined}
      placeholder={t("maintenance.no_ticket")}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={tickets.isFetching}
      options={found.map(({ id, number, title }) => ({ value: id, label: `${number} · ${title}` }))}
    />
  );
}

function formOf(window: MaintenanceWindow): WindowForm {
  const { customer_id, name, reason, rule, ticket_id, zone } = window;
  return {
    ...{ customer_id, name, reason, rule, ticket_id },
    targets: window.targets.map(wordOf),
    starts_at: civilTime(new Date(window.starts_at), zone),
    ends_at: civilTime(new Date(window.ends_at), zone),
  };
}

/** Usually work is done in the night that comes: from two to four. */
function tomorrow(zone: string): Partial<WindowForm> {
  const night = `${civilTime(new Date(serverNow() + 24 * HOUR_MS), zone).slice(0, 10)}T02:00`;
  const end = new Date(instantOf(night, zone).getTime() + 2 * HOUR_MS);
  return { starts_at: night, ends_at: civilTime(end, zone), rule: "" };
}

/** An objection to one target stands beside the field of them all. */
function beside(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  return new Problem({
    ...error,
    title: error.title,
    detail: error.detail,
    fields: error.fields.map((field) => ({
      ...field,
      path: field.path.replace(/^targets\[\d+\]$/, "targets"),
    })),
  });
}
