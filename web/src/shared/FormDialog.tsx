/** A dialog with a form: submits once, shows the server's objections beside the fields they are about, closes when done. */
import { Button, Form, type FormProps, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, fieldErrors } from "../api/problem";
import { ErrorPanel } from "./ErrorPanel";

interface FormDialogProps<V extends object> {
  open: boolean;
  title: ReactNode;
  /** What happens when this is sent, in one sentence. */
  intro?: ReactNode;
  submitText: string;
  danger?: boolean;
  width?: number;
  initialValues?: FormProps<V>["initialValues"];
  onSubmit: (values: V) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

export function FormDialog<V extends object>(props: FormDialogProps<V>) {
  return (
    <Modal
      open={props.open}
      title={props.title}
      width={props.width ?? 520}
      onCancel={props.onClose}
      destroyOnHidden
      footer={null}
    >
      {props.open && <DialogForm {...props} />}
    </Modal>
  );
}

function DialogForm<V extends object>({
  intro,
  submitText,
  danger,
  initialValues,
  onSubmit,
  onClose,
  children,
}: FormDialogProps<V>) {
  const { form, sending, error, send } = useSubmit<V>(onSubmit, onClose);
  const { t } = useTranslation();
  return (
    <Form<V>
      form={form}
      layout="vertical"
      requiredMark="optional"
      initialValues={initialValues}
      onFinish={send}
      scrollToFirstError
    >
      {intro && <p className="dialog-intro">{intro}</p>}
      {children}
      {error !== null && <ErrorPanel error={error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>{t("shared.cancel")}</Button>
        <Button type="primary" htmlType="submit" danger={danger} loading={sending}>
          {submitText}
        </Button>
      </div>
    </Form>
  );
}

/** A form's sending: one at a time, objections put beside their fields, whatever cannot be put anywhere kept as `error`. */
export function useSubmit<V extends object>(onSubmit: (values: V) => Promise<unknown>, onDone?: () => void) {
  const [form] = Form.useForm<V>();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (values: V) => {
    if (sending) return;
    setSending(true);
    setError(null);
    try {
      await onSubmit(values);
      onDone?.();
    } catch (caught) {
      const problem = asProblem(caught);
      const known = fieldErrors(problem).filter(({ name }) => form.getFieldInstance(name as never));
      // biome-ignore lint/suspicious/noExplicitAny: the server's paths are only known at run time
      form.setFields(known as any);
      // On a phone the field may be far above the button that was pressed.
      if (known[0]) form.scrollToField(known[0].name as never, { block: "center", focus: true });
      setError(known.length > 0 && known.length === problem.fields.length ? null : problem);
    } finally {
      setSending(false);
    }
  };
  return { form, sending, error, send };
}
