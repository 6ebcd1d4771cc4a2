/** One date that is not as the week and the holidays say: a day off, a make-up working day (调休), other hours. */
import { Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { CalendarException } from "../api/types";
import { FormDialog } from "../shared/FormDialog";
import { windowsOf } from "./draft";

interface ExceptionForm {
  date: string;
  name: string;
  kind: "off" | "make_up" | "changed" | "none";
  windows: string;
}

interface ExceptionDialogProps {
  /** The exception to change, or the date of a new one. */
  given: CalendarException | string;
  /** `after` is nothing when the date is to be as the week and the holidays say. */
  onDone: (before: string, after: CalendarException | null) => void;
  onClose: () => void;
}

export function ExceptionDialog({ given, onDone, onClose }: ExceptionDialogProps) {
  const { t } = useTranslation();
  const known = typeof given === "string" ? null : given;
  const date = known?.date ?? String(given);
  const kind = !known ? "off" : !known.windows ? "make_up" : known.windows.length === 0 ? "off" : "changed";
  const kinds = known
    ? (["off", "make_up", "changed", "none"] as const)
    : (["off", "make_up", "changed"] as const);
  return (
    <FormDialog<ExceptionForm>
      open
      title={t("calendar.exception")}
      submitText={t("calendar.take_over")}
      initialValues={{ date, name: known?.name ?? "", kind, windows: known?.windows?.join(", ") ?? "" }}
      onSubmit={async (form) => {
        const windows = form.kind === "off" ? [] : windowsOf(form.windows ?? "");
        const name = (form.name ?? "").trim();
        if (form.kind === "none") onDone(date, null);
        else onDone(date, { date: form.date, name, ...(form.kind === "make_up" ? {} : { windows }) });
      }}
      onClose={onClose}
    >
      <Form.Item
        name="date"
        label={t("calendar.date")}
        rules={[{ required: true, message: t("shared.required") }]}
      >
        <Input type="date" />
      </Form.Item>
      <Form.Item name="kind" label={t("calendar.what_holds")}>
        <Radio.Group className="choices">
          {kinds.map((value) => (
            <Radio key={value} value={value}>
              {t(`calendar.exception_kind.${value}`)}
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) =>
          getFieldValue("kind") === "changed" && (
            <Form.Item
              name="windows"
              label={t("calendar.windows")}
              extra={t("calendar.windows_hint")}
              rules={[{ required: true, message: t("shared.required") }]}
            >
              <Input className="mono" placeholder="09:00-12:00" />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="name" label={t("calendar.exception_name")}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
