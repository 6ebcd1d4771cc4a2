/** Taking a call: whose device, what is wrong, how bad. The level is proposed from what was said and may be set at once. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Flex, Form, Input, InputNumber, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { type NewTicket, TICKET_KINDS } from "../api/types";
import { paths } from "../app/paths";
import { CustomerPicker, DevicePicker, SitePicker } from "../archive/pickers";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useSubmit } from "../shared/FormDialog";
import { useLevelWords } from "../shared/Level";
import { Page } from "../shared/Page";
import { LevelRadios } from "./ActionDialog";
import "./desk.css";
import { proposedLevel, SIGNS } from "./proposal";
import { createTicket, levelsQuery } from "./queries";

export function Component() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const given = (name: string) => Number(params.get(name)) || undefined;
  const { form, sending, error, send } = useSubmit<NewTicket>(async (values) => {
    const filled = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
    );
    const ticket = await createTicket(filled as unknown as NewTicket);
    for (const touched of ["tickets", "clocks"]) void queries.invalidateQueries({ queryKey: [touched] });
    void message.success(t("desk.registered", { number: ticket.number }));
    await navigate(paths.ticket(ticket.id), { replace: true });
  });
  const customerId = Form.useWatch("customer_id", form);
  const siteId = Form.useWatch("site_id", form);
  const kind = Form.useWatch("kind", form);
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <Page narrow title={t("desk.new")} back={{ to: paths.tickets, label: t("desk.list_title") }}>
      <Form<NewTicket>
        form={form}
        layout="vertical"
        requiredMark="optional"
        className="panel form-panel"
        initialValues={{
          kind: "fault",
          customer_id: given("customer_id"),
          site_id: given("site_id"),
          device_id: given("device_id"),
        }}
        onFinish={(values) => void send(values)}
        scrollToFirstError
      >
        <Form.Item name="kind" label={t("desk.kind_title")} required>
          <Radio.Group
            optionType="button"
            options={TICKET_KINDS.map((value) => ({ value, label: t(`desk.kind.${value}`) }))}
          />
        </Form.Item>
        <div className="form-columns">
          <Form.Item name="customer_id" label={t("desk.customer")} rules={required}>
            <CustomerPicker onChange={() => form.resetFields(["site_id", "device_id"])} />
          </Form.Item>
          <Form.Item name="site_id" label={t("desk.site")}>
            <SitePicker
              allowClear
              customerId={customerId ?? undefined}
              onChange={() => form.resetFields(["device_id"])}
            />
          </Form.Item>
        </div>
        <Form.Item name="device_id" label={t("desk.device")}>
          <DevicePicker customerId={customerId ?? undefined} siteId={siteId ?? undefined} />
        </Form.Item>
        <Form.Item name="title" label={t("desk.title")} rules={[{ ...required[0], whitespace: true }]}>
          <Input maxLength={200} placeholder={t("desk.title_hint")} />
        </Form.Item>
        <Form.Item name="description" label={t("desk.description")}>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 12 }}
            maxLength={8000}
            placeholder={t("desk.description_hint")}
          />
        </Form.Item>
        {kind === "fault" && <SeverityFields />}
        {error !== null && <ErrorPanel error={error} />}
        <Flex justify="flex-end" gap={8} className="form-foot">
          <Button onClick={() => void navigate(-1)}>{t("shared.cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={sending}>
            {t("desk.register")}
          </Button>
        </Flex>
      </Form>
    </Page>
  );
}

/** The plan's own questions, and the level that follows from the answers. */
function SeverityFields() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<NewTicket>();
  const words = useLevelWords();
  const most = useQuery(levelsQuery).data?.interruption_minutes ?? 10;
  const evidence = (Form.useWatch([], form) ?? {}) as NewTicket;
  const level = evidence.level ?? undefined;
  const proposed = proposedLevel(evidence, most);
  return (
    <fieldset className="severity">
      <legend>{t("desk.severity")}</legend>
      <Flex wrap gap="4px 24px" align="center">
        <Form.Item name="business_stopped_minutes" label={t("desk.business_stopped")} layout="horizontal">
          <InputNumber<number> min={0} max={100_000} precision={0} suffix={t("desk.minutes")} />
        </Form.Item>
        {SIGNS.map((sign) => (
          <Form.Item key={sign} name={sign} valuePropName="checked">
            <Checkbox>{t(`desk.sign.${sign}`)}</Checkbox>
          </Form.Item>
        ))}
      </Flex>
      <Form.Item
        name="level"
        label={t("desk.level_title")}
        extra={level === undefined ? t("desk.will_propose", { level: words.name(proposed) }) : undefined}
      >
        <LevelRadios />
      </Form.Item>
      {level !== undefined && level !== proposed && (
        <Form.Item
          name="reason"
          label={t("desk.level_reason", { level: words.name(proposed) })}
          rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
        >
          <Input maxLength={500} />
        </Form.Item>
      )}
    </fieldset>
  );
}
