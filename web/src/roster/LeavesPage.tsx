/** Who is away and who stands in. Leave is taken ahead of holidays so that holidays are staffed. */
import { CoffeeOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, Popconfirm, Select, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { Leave } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog } from "../shared/FormDialog";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { changeLeave, enterLeave, leavesQuery, peopleOfRoleQuery, withdrawLeave } from "./queries";
import "./roster.css";

export function Component() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(leavesQuery);
  const [editing, setEditing] = useState<Leave | "new" | null>(null);
  const mayNotWrite = useWhyNot("leaves.write");
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotWrite}
      onClick={() => setEditing("new")}
    >
      {t("roster.add_leave")}
    </ActionButton>
  );
  const withdraw = async (leave: Leave) => {
    try {
      await withdrawLeave(leave.id);
    } catch (failure) {
      void message.error(asProblem(failure).detail);
    }
    await queries.invalidateQueries({ queryKey: ["leaves"] });
  };
  return (
    <Page title={t("roster.leaves")} subtitle={t("roster.leaves_hint")} extra={add}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : data.items.length === 0 ? (
        <EmptyState
          icon={<CoffeeOutlined />}
          title={t("roster.no_leaves")}
          hint={t("roster.leaves_hint")}
          action={add}
        />
      ) : (
        <Panel title={t("roster.leaves")}>
          <ul className="plain-list leave-list">
            {data.items.map((leave) => (
              <li key={leave.id}>
                <strong>{leave.person.name}</strong>
                <span>
                  <DateTime at={leave.from} /> – <DateTime at={leave.until} />
                </span>
                <span className="faint">
                  {t("roster.substitute")}: {leave.substitute?.name ?? t("roster.no_substitute")}
                </span>
                {leave.note && <span className="small">{leave.note}</span>}
                {!mayNotWrite && (
                  <span className="leave-actions">
                    <Button size="small" onClick={() => setEditing(leave)}>
                      {t("shared.edit")}
                    </Button>
                    <Popconfirm title={t("roster.withdraw_sure")} onConfirm={() => withdraw(leave)}>
                      <Button size="small" danger>
                        {t("roster.withdraw")}
                      </Button>
                    </Popconfirm>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {editing && <LeaveDialog leave={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

interface Values {
  person_id: number;
  time: [Dayjs, Dayjs];
  substitute_id?: number;
  note?: string;
}

function LeaveDialog({ leave, onClose }: { leave: Leave | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const people = [
    ...(useQuery(peopleOfRoleQuery("engineer")).data ?? []),
    ...(useQuery(peopleOfRoleQuery("manager")).data ?? []),
    ...(useQuery(peopleOfRoleQuery("dispatcher")).data ?? []),
  ].map((person) => ({ value: person.id, label: person.name }));
  const submit = async ({ person_id, time, substitute_id, note }: Values) => {
    const body = {
      from: time[0].toISOString(),
      until: time[1].toISOString(),
      substitute_id: substitute_id ?? null,
      note: note ?? "",
    };
    await (leave
      ? changeLeave(leave.id, { ...body, version: leave.version })
      : enterLeave({ ...body, person_id }));
    await queries.invalidateQueries({ queryKey: ["leaves"] });
  };
  return (
    <FormDialog<Values>
      open
      title={leave ? t("roster.change_leave") : t("roster.add_leave")}
      intro={t("roster.leaves_hint")}
      submitText={t("shared.save")}
      initialValues={
        leave
          ? {
              person_id: leave.person.id,
              time: [dayjs(leave.from), dayjs(leave.until)],
              substitute_id: leave.substitute?.id,
              note: leave.note,
            }
          : { time: [dayjs().add(1, "day").startOf("day"), dayjs().add(2, "day").startOf("day")] }
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item name="person_id" label={t("roster.leave_person")} required>
        <Select disabled={leave !== null} showSearch={{ optionFilterProp: "label" }} options={people} />
      </Form.Item>
      <Form.Item name="time" label={t("roster.leave_time")} required>
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm", minuteStep: 30 }}
          format="YYYY-MM-DD HH:mm"
          style={{ width: "100%" }}
        />
      </Form.Item>
      <Form.Item name="substitute_id" label={t("roster.substitute")}>
        <Select allowClear showSearch={{ optionFilterProp: "label" }} options={people} />
      </Form.Item>
      <Form.Item name="note" label={t("roster.leave_note")}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
    </FormDialog>
  );
}
