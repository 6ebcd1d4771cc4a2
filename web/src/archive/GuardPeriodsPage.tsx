/** When more is promised: guard periods of one customer, or of all. */
import { PlusOutlined, SafetyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, Popconfirm } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { FilterOf, GuardPeriod } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { FormDialog } from "../shared/FormDialog";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { CustomerPicker } from "./pickers";
import {
  allCustomersQuery,
  changeGuardPeriod,
  createGuardPeriod,
  guardPeriodsQuery,
  removeGuardPeriod,
} from "./queries";

const FILTERS = ["customer_id"] as const satisfies FilterOf<"/api/v1/guard-periods">[];

export function Component() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const state = useListState(FILTERS, "");
  const result = useQuery(guardPeriodsQuery(state.query));
  const customers = useQuery(allCustomersQuery).data;
  const [editing, setEditing] = useState<GuardPeriod | "new" | null>(null);
  const mayNotWrite = useWhyNot("contracts.write");
  const whose = (id: number | null) =>
    id === null
      ? t("archive.every_customer")
      : (customers?.find((customer) => customer.id === id)?.name ?? "");
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotWrite}
      onClick={() => setEditing("new")}
    >
      {t("archive.add_guard")}
    </ActionButton>
  );
  const remove = async (guard: GuardPeriod) => {
    try {
      await removeGuardPeriod(guard.id);
      void queries.invalidateQueries({ queryKey: ["guard-periods"] });
    } catch (error) {
      void message.error(asProblem(error).detail);
    }
  };
  const when = (guard: GuardPeriod) => (
    <span className={Date.parse(guard.ends_at) < Date.now() ? "faint" : undefined}>
      <DateTime at={guard.starts_at} /> – <DateTime at={guard.ends_at} />
    </span>
  );
  const buttons = (guard: GuardPeriod) => (
    <>
      <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(guard)}>
        {t("shared.edit")}
      </ActionButton>{" "}
      {!mayNotWrite && (
        <Popconfirm
          title={t("archive.remove_guard", { name: guard.name })}
          onConfirm={() => void remove(guard)}
        >
          <Button size="small" danger>
            {t("shared.delete")}
          </Button>
        </Popconfirm>
      )}
    </>
  );
  const columns: ListColumn<GuardPeriod>[] = [
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "name",
      render: (_, guard) => <strong>{guard.name}</strong>,
    },
    { key: "customer", title: t("archive.customer"), render: (_, guard) => whose(guard.customer_id) },
    { key: "when", title: t("archive.when"), sortBy: "ends_at", render: (_, guard) => when(guard) },
    { key: "edit", title: "", render: (_, guard) => buttons(guard) },
  ];
  return (
    <>
      <ListPage<GuardPeriod>
        title={t("archive.guard_periods")}
        subtitle={t("archive.guard_periods_hint")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("archive.name")}
        filters={
          <CustomerPicker
            allowClear
            className="list-filter"
            value={Number(state.filters.customer_id) || undefined}
            onChange={(id) => state.change({ customer_id: id ? String(id) : null })}
          />
        }
        columns={columns}
        card={(guard) => (
          <>
            <div className="card-title">{guard.name}</div>
            <div className="card-facts">
              <span>{whose(guard.customer_id)}</span>
              {when(guard)}
            </div>
            <div>{buttons(guard)}</div>
          </>
        )}
        empty={{
          icon: <SafetyOutlined />,
          title: t("archive.no_guards"),
          hint: t("archive.no_guards_hint"),
          action: add,
        }}
      />
      {editing && (
        <GuardDialog guard={editing === "new" ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

interface GuardForm {
  name: string;
  customer_id?: number | null;
  term: [Dayjs, Dayjs];
}

function GuardDialog({ guard, onClose }: { guard?: GuardPeriod; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <FormDialog<GuardForm>
      open
      title={guard ? t("archive.edit_guard") : t("archive.add_guard")}
      submitText={guard ? t("shared.save") : t("archive.add_guard")}
      initialValues={guard && { ...guard, term: [dayjs(guard.starts_at), dayjs(guard.ends_at)] }}
      onSubmit={async ({ name, customer_id, term }) => {
        const body = {
          name,
          customer_id: customer_id ?? null,
          starts_at: term[0].toISOString(),
          ends_at: term[1].toISOString(),
        };
        if (guard) await changeGuardPeriod(guard.id, { ...body, version: guard.version });
        else await createGuardPeriod(body);
        void queries.invalidateQueries({ queryKey: ["guard-periods"] });
      }}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("archive.name")} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="customer_id" label={t("archive.customer")} extra={t("archive.guard_of_all")}>
        <CustomerPicker allowClear />
      </Form.Item>
      <Form.Item name="term" label={t("archive.when")} rules={required}>
        <DatePicker.RangePicker showTime={{ format: "HH:mm" }} style={{ width: "100%" }} />
      </Form.Item>
    </FormDialog>
  );
}
