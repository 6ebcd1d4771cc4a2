/** Keeping a calendar: its name and why it changes. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../shared/FormDialog";

interface SaveDialogProps {
  /** Whether there are versions of it already. */
  kept: boolean;
  name: string;
  onName: (name: string) => void;
  onSave: (name: string, reason: string) => Promise<unknown>;
  onClose: () => void;
}

export function SaveDialog({ kept, name, onName, onSave, onClose }: SaveDialogProps) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ name: string; reason?: string }>
      open
      title={t("calendar.save_title")}
      intro={kept ? t("calendar.save_hint") : undefined}
      submitText={t("shared.save")}
      initialValues={{ name }}
      onSubmit={(form) => {
        onName(form.name);
        return onSave(form.name, form.reason ?? "");
      }}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("calendar.name")}
        rules={[{ required: true, message: t("shared.required") }]}
      >
        <Input maxLength={80} autoFocus />
      </Form.Item>
      <Form.Item name="reason" label={t("calendar.reason")}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
      </Form.Item>
    </FormDialog>
  );
}
