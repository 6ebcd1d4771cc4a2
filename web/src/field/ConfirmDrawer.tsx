/** The customer's confirmation on the engineer's phone: what was done, the name, the signature. Only then may the engineer leave. */
import { Button, Drawer, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../api/types";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useSubmit } from "../shared/FormDialog";
import { useStep } from "./act";
import { position } from "./position";
import { SignaturePad } from "./SignaturePad";

interface ConfirmDrawerProps {
  visit: Visit;
  open: boolean;
  onClose: () => void;
}

export function ConfirmDrawer({ visit, open, onClose }: ConfirmDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={open}
      placement="bottom"
      size="94dvh"
      title={t("field.confirm_title")}
      onClose={onClose}
      destroyOnHidden
      styles={{ body: { paddingBlockEnd: 32 } }}
    >
      {open && <ConfirmForm visit={visit} onDone={onClose} />}
    </Drawer>
  );
}

interface ConfirmValues {
  signed_by: string;
  comment?: string;
}

function ConfirmForm({ visit, onDone }: { visit: Visit; onDone: () => void }) {
  const { t } = useTranslation();
  const step = useStep(visit.id);
  const [signature, setSignature] = useState<string | null>(null);
  const [unsigned, setUnsigned] = useState(false);
  const { form, sending, error, send } = useSubmit<ConfirmValues>(async ({ signed_by, comment }) => {
    if (!signature) return;
    const where = await position();
    await step("confirm", {
      version: visit.version,
      signed_by: signed_by.trim(),
      signature,
      satisfied: true,
      ...(comment?.trim() ? { comment: comment.trim() } : {}),
      ...(where ? { position: where } : {}),
    });
    onDone();
  });
  const name = Form.useWatch("signed_by", form) ?? "";
  return (
    <Form<ConfirmValues>
      form={form}
      layout="vertical"
      size="large"
      requiredMark="optional"
      className="confirm-form"
      onFinish={(values) => {
        setUnsigned(!signature);
        if (signature) void send(values);
      }}
    >
      <p className="card-title">{visit.ticket.title}</p>
      {visit.work.length > 0 && (
        <ul className="plain-bullets">
          {visit.work.map((work) => (
            <li key={work.at}>{work.text}</li>
          ))}
        </ul>
      )}
      <p className="confirm-words">{t("field.confirm_words")}</p>
      <Form.Item
        name="signed_by"
        label={t("field.signed_by")}
        rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item
        label={t("field.signature")}
        required
        validateStatus={unsigned && !signature ? "error" : undefined}
        help={unsigned && !signature ? t("field.please_sign") : undefined}
      >
        <SignaturePad name={name} onChange={setSignature} />
      </Form.Item>
      <Form.Item name="comment" label={t("field.comment")}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} />
      </Form.Item>
      {error !== null && <ErrorPanel error={error} />}
      <Button type="primary" htmlType="submit" block loading={sending} className="big-button">
        {t("field.confirm_send")}
      </Button>
      <p className="faint small confirm-not">{t("field.not_satisfied_hint")}</p>
    </Form>
  );
}
