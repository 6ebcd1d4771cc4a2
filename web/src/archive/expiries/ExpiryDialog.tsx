/** Entering until when something that comes with a device is valid, or renewing it. */
import { useQueryClient } from "@tanstack/react-query";
import { DatePicker, Form, Input, InputNumber, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { type DeviceExpiry, EXPIRY_KINDS } from "../../api/types";
import { FormDialog } from "../../shared/FormDialog";
import { changeExpiry, createExpiry } from "../queries";

interface ExpiryForm {
  kind: DeviceExpiry["kind"];
  name: string;
  ends_on: Dayjs;
  warn_days: number;
  note?: string | null;
}

interface ExpiryDialogProps {
  device: { id: number; name: string };
  /** What is changed; a new one when absent. */
  expiry?: DeviceExpiry;
  onClose: () => void;
}

const LONGEST_WARNING = 365;

export function ExpiryDialog({ device, expiry, onClose }: ExpiryDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <FormDialog<ExpiryForm>
      open
      title={t(expiry ? "expiries.change" : "expiries.add")}
      intro={t("expiries.intro", { device: device.name })}
      submitText={t(expiry ? "shared.save" : "expiries.add")}
      initialValues={
        expiry ? { ...expiry, ends_on: dayjs(expiry.ends_on) } : { kind: "licence", warn_days: 30 }
      }
      onSubmit={async ({ ends_on, note, ...rest }) => {
        const body = { ...rest, ends_on: ends_on.format("YYYY-MM-DD"), note: note || null };
        if (expiry) await changeExpiry(expiry.id, { ...body, version: expiry.version });
        else await createExpiry({ ...body, device_id: device.id });
        void queries.invalidateQueries({ queryKey: ["expiries"] });
      }}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("expiries.what")} rules={required}>
        <Select options={EXPIRY_KINDS.map((kind) => ({ value: kind, label: t(`expiries.kind.${kind}`) }))} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t("expiries.name")}
        rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input maxLength={100} placeholder={t("expiries.name_example")} />
      </Form.Item>
      <Form.Item name="ends_on" label={t("expiries.last_day")} rules={required}>
        <DatePicker style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="warn_days" label={t("expiries.warn")} extra={t("expiries.warn_hint")} rules={required}>
        <InputNumber min={0} max={LONGEST_WARNING} precision={0} />
      </Form.Item>
      <Form.Item name="note" label={t("expiries.note")}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </FormDialog>
  );
}
