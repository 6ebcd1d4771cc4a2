/** Setting who is on duty on one date. Somebody else's change in between is told, not overwritten. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { DutyDay } from "../api/types";
import { dateText } from "../shared/DateTime";
import { FormDialog } from "../shared/FormDialog";
import { peopleOfRoleQuery, setDuty } from "./queries";

interface DutyDialogProps {
  day: DutyDay;
  required: number;
  whyNot: string | null;
  onClose: () => void;
}

export function DutyDialog({ day, required, whyNot, onClose }: DutyDialogProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const engineers = useQuery(peopleOfRoleQuery("engineer"));
  const title = t("roster.duty_on", { date: dateText(day.date, i18n.language) });
  if (whyNot)
    return (
      <Modal open title={title} onCancel={onClose} footer={null}>
        <p>{day.people.map((person) => person.name).join(t("shared.list_comma")) || t("roster.nobody")}</p>
        <Alert type="info" showIcon title={whyNot} style={{ marginBlockStart: 12 }} />
      </Modal>
    );
  const before = day.people.map((person) => person.id);
  // Those who stand there stay choosable, even if they have left or changed their role since.
  const options = new Map(day.people.map((person) => [person.id, person.name]));
  for (const person of engineers.data ?? []) options.set(person.id, person.name);
  return (
    <FormDialog<{ people: number[] }>
      open
      title={title}
      intro={t("roster.duty_rule", { count: required })}
      submitText={t("shared.save")}
      initialValues={{ people: before }}
      onSubmit={async ({ people }) => {
        try {
          await setDuty(day.date, people, before);
        } finally {
          await queries.invalidateQueries({ queryKey: ["duty"] });
        }
      }}
      onClose={onClose}
    >
      <Form.Item name="people" label={t("roster.on_duty")} required>
        <Select
          mode="multiple"
          loading={engineers.isPending}
          showSearch={{ optionFilterProp: "label" }}
          options={[...options].map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
    </FormDialog>
  );
}
