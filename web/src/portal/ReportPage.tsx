/** The customer reports a fault: what, where, how bad. Thirty seconds, also on a phone. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, InputNumber, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { NewTicket } from "../api/types";
import { paths } from "../app/paths";
import { DevicePicker, SitePicker } from "../archive/pickers";
import { createTicket } from "../desk/queries";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useSubmit } from "../shared/FormDialog";
import { Page } from "../shared/Page";
import "./portal.css";

const KINDS = ["fault", "question", "complaint"] as const;

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { form, sending, error, send } = useSubmit<NewTicket>(async (values) => {
    const filled = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
    );
    const ticket = await createTicket(filled as unknown as NewTicket);
    void queries.invalidateQueries({ queryKey: ["tickets"] });
    void message.success(t("portal.reported", { number: ticket.number }));
    await navigate(paths.portalTicket(ticket.id), { replace: true });
  });
  const kind = Form.useWatch("kind", form);
  const siteId = Form.useWatch("site_id", form);
  return (
    <Page narrow title={t("portal.report")} subtitle={t("portal.report_hint")}>
      <Form<NewTicket>
        form={form}
        layout="vertical"
        size="large"
        requiredMark="optional"
        className="panel form-panel"
        initialValues={{ kind: "fault" }}
        onFinish={(values) => void send(values)}
        scrollToFirstError
      >
        <Form.Item name="kind" label={t("desk.kind_title")} required>
          <Radio.Group
            optionType="button"
            options={KINDS.map((value) => ({ value, label: t(`desk.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="title"
          label={t("portal.what")}
          rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
        >
          <Input maxLength={200} placeholder={t("portal.what_hint")} />
        </Form.Item>
        <Form.Item name="site_id" label={t("portal.where")}>
          <SitePicker allowClear onChange={() => form.resetFields(["device_id"])} />
        </Form.Item>
        <Form.Item name="device_id" label={t("desk.device")}>
          <DevicePicker siteId={siteId ?? undefined} />
        </Form.Item>
        <Form.Item name="description" label={t("desk.description")}>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 10 }}
            maxLength={8000}
            placeholder={t("portal.description_hint")}
          />
        </Form.Item>
        {kind === "fault" && (
          <fieldset className="severity">
            <legend>{t("desk.severity")}</legend>
            <Form.Item name="business_stopped_minutes" label={t("desk.business_stopped")}>
              <InputNumber<number>
                min={0}
                max={100_000}
                precision={0}
                suffix={t("desk.minutes")}
                style={{ width: "100%", maxWidth: 220 }}
              />
            </Form.Item>
            <Form.Item name="data_lost" valuePropName="checked">
              <Checkbox>{t("desk.sign.data_lost")}</Checkbox>
            </Form.Item>
          </fieldset>
        )}
        {error !== null && <ErrorPanel error={error} />}
        <Button type="primary" htmlType="submit" block loading={sending} className="portal-send">
          {t("portal.send")}
        </Button>
      </Form>
    </Page>
  );
}
