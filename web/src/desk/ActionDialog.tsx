/** The dialogs in which something is done to a ticket: each asks for what the service needs to know, nothing more. */
import { useQuery } from "@tanstack/react-query";
import { Form, Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { type ActionBodies, LEVELS, type Level, type TicketAction, type TicketDetail } from "../api/types";
import { dutyNowQuery, peopleOfRoleQuery } from "../roster/queries";
import { FormDialog } from "../shared/FormDialog";
import { useLevelWords } from "../shared/Level";
import { TargetInput } from "../shared/TargetInput";
import { useAct } from "./act";
import { FileInput } from "./FileInput";

/** Actions that ask something first; the others are done at once. */
export const ASKING = [
  "assign",
  "level",
  "pause",
  "prove",
  "dispute",
  "decide",
  "contract",
  "correct",
  "report",
  "ask_third_party",
  "hear_third_party",
  "restore",
  "resolve",
  "confirm",
  "reject",
  "reopen",
  "cancel",
] as const satisfies TicketAction[];
export type AskingAction = (typeof ASKING)[number];

interface ActionDialogProps {
  ticket: TicketDetail;
  action: AskingAction | null;
  /** Which pause it is about, for what is said about one. */
  pause?: number;
  onClose: () => void;
}

export function ActionDialog({ ticket, action, pause, onClose }: ActionDialogProps) {
  const { t } = useTranslation();
  const act = useAct(ticket.id);
  if (!action) return null;
  return (
    <FormDialog<Record<string, unknown>>
      open
      title={t(`desk.action.${action}`)}
      intro={t(`desk.action_intro.${action}`)}
      submitText={t(`desk.action.${action}`)}
      danger={action === "cancel" || action === "reject"}
      initialValues={{ satisfied: true, level: ticket.level, owner_id: ticket.owner?.id }}
      onSubmit={(values) =>
        act(action, {
          ...filled(values),
          ...(pause === undefined ? {} : { pause }),
          version: ticket.version,
        } as unknown as ActionBodies[typeof action])
      }
      onClose={onClose}
    >
      <Fields action={action} ticket={ticket} />
    </FormDialog>
  );
}

/** What was left empty is not sent. */
function filled(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
  );
}

/** What proves a pause: a file or a third party's ticket; words alone do not. */
function EvidenceFields({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="file_id" label={t("desk.field.file")} extra={t("desk.evidence_hint")}>
        <FileInput ticketId={ticket.id} />
      </Form.Item>
      <Form.Item name="third_party_ticket" label={t("desk.field.third_party_ticket")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="evidence" label={t("desk.field.evidence")}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={4000} />
      </Form.Item>
    </>
  );
}

function ThirdPartyFields() {
  const { t } = useTranslation();
  return (
    <>
      <Text name="party" />
      <Form.Item name="number" label={t("desk.field.third_party_ticket")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="target" label={t("desk.field.promised_within")} extra={t("desk.promised_within_hint")}>
        <TargetInput />
      </Form.Item>
    </>
  );
}

function DecisionFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="withdrawn"
        label={t("desk.field.withdrawn")}
        rules={[{ required: true, message: t("shared.required") }]}
      >
        <Radio.Group
          options={[
            { value: false, label: t("desk.decided_stands") },
            { value: true, label: t("desk.decided_withdrawn") },
          ]}
        />
      </Form.Item>
      <Text name="reason" long />
    </>
  );
}

function Fields({ action, ticket }: { action: AskingAction; ticket: TicketDetail }) {
  switch (action) {
    case "assign":
      return <EngineerField name="owner_id" />;
    case "level":
      return <LevelFields current={ticket.level} />;
    case "pause":
      return (
        <>
          <Text name="reason" long />
          <Text name="requester" />
          <EvidenceFields ticket={ticket} />
        </>
      );
    case "prove":
      return <EvidenceFields ticket={ticket} />;
    case "decide":
      return <DecisionFields />;
    case "ask_third_party":
      return <ThirdPartyFields />;
    case "report":
      return <Text name="text" label="report_text" long />;
    case "hear_third_party":
      return <Text name="text" label="answer" long />;
    case "restore":
      return <Text name="text" long />;
    case "resolve":
      return (
        <>
          <Text name="cause" long />
          <Text name="solution" long />
        </>
      );
    case "confirm":
      return <ConfirmFields />;
    case "dispute":
    case "contract":
    case "correct":
    case "reject":
    case "reopen":
    case "cancel":
      return <Text name="reason" long />;
  }
}

type TextField = "reason" | "requester" | "text" | "cause" | "solution" | "party";

function Text({
  name,
  label,
  long,
}: {
  name: TextField;
  /** The field's words where they are not those of its name. */
  label?: "report_text" | "answer";
  long?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={t(`desk.field.${label ?? name}`)}
      rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
    >
      {long ? (
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
      ) : (
        <Input maxLength={200} />
      )}
    </Form.Item>
  );
}

/** Whom to send: those on duty now stand first. */
export function EngineerField({ name }: { name: string }) {
  const { t } = useTranslation();
  const engineers = useQuery(peopleOfRoleQuery("engineer"));
  const duty = useQuery(dutyNowQuery);
  const onDuty = new Set(duty.data?.on_duty.map((person) => person.id));
  const options = [...(engineers.data ?? [])]
    .sort((a, b) => Number(onDuty.has(b.id)) - Number(onDuty.has(a.id)))
    .map((person) => ({
      value: person.id,
      label: onDuty.has(person.id) ? t("desk.on_duty_now", { name: person.name }) : person.name,
    }));
  return (
    <Form.Item
      name={name}
      label={t("desk.engineer")}
      rules={[{ required: true, message: t("shared.required") }]}
    >
      <Select
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        loading={engineers.isPending}
        placeholder={t("desk.choose_engineer")}
      />
    </Form.Item>
  );
}

function LevelFields({ current }: { current: Level }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="level"
        label={t("desk.level_title")}
        rules={[
          {
            validator: (_, value: Level) =>
              value === current ? Promise.reject(new Error(t("desk.same_level"))) : Promise.resolve(),
          },
        ]}
      >
        <LevelRadios />
      </Form.Item>
      <Text name="reason" long />
    </>
  );
}

/** The three levels with the plan's own definitions beside them. */
export function LevelRadios(props: { value?: Level; onChange?: (event: unknown) => void; id?: string }) {
  const words = useLevelWords();
  return (
    <Radio.Group
      {...props}
      className="choices"
      options={LEVELS.map((level) => ({ value: level, label: words.sentence(level) }))}
    />
  );
}

/** The customer's word: who says it, and whether they are satisfied. */
export function ConfirmFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="signed_by"
        label={t("desk.field.signed_by")}
        rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input maxLength={100} autoComplete="name" />
      </Form.Item>
      <Form.Item name="satisfied" label={t("desk.field.satisfied")}>
        <Radio.Group
          options={[
            { value: true, label: t("desk.satisfied_yes") },
            { value: false, label: t("desk.satisfied_no") },
          ]}
        />
      </Form.Item>
      <Form.Item name="comment" label={t("desk.field.comment")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
      </Form.Item>
    </>
  );
}
