/** Setting up a way out of the house: a robot in a group, a supplier of short messages or calls, a modem. */
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Input, Radio, Select, Switch, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Audience, Gateway, GatewayKind, GatewayTemplate } from "../api/types";
import { GATEWAY_KINDS } from "../api/types";
import { CustomerPicker } from "../archive/pickers";
import { FormDialog } from "../shared/FormDialog";
import { changeGateway, createGateway } from "./queries";
import { EXAMPLES, written } from "./templates";

interface Values {
  kind: GatewayKind;
  name: string;
  audience?: Audience;
  customer_id?: number | null;
  url?: string;
  secret?: string;
  template?: string;
  secrets?: { name: string; value?: string }[];
  active: boolean;
}

const PLACEHOLDERS = [
  "phone",
  "plain_phone",
  "subject",
  "text|max:60",
  "body",
  "link",
  "message",
  "report_url",
  "signature",
  "secret.NAME",
]
  .map((name) => `{{${name}}}`)
  .join(" ");

const isRobot = (kind: GatewayKind | undefined) =>
  kind === "dingtalk" || kind === "wecom" || kind === "feishu";
const isSupplier = (kind: GatewayKind | undefined) => kind === "sms" || kind === "voice";

export function GatewayDialog({ gateway, onClose }: { gateway: Gateway | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const required = [{ required: true, whitespace: true, message: t("shared.required") }];
  const save = async (values: Values) => {
    const wanted = {
      name: values.name,
      active: values.active,
      customer_id: values.customer_id ?? null,
      ...(isRobot(values.kind) && values.audience ? { audience: values.audience } : {}),
      ...(values.url ? { url: values.url } : {}),
      ...(values.secret ? { secret: values.secret } : {}),
      ...(isSupplier(values.kind) && values.template
        ? { template: JSON.parse(values.template) as GatewayTemplate }
        : {}),
    };
    const given = (values.secrets ?? []).flatMap(({ name, value }) => (value ? [[name, value]] : []));
    if (gateway) {
      const kept = (values.secrets ?? []).map(({ name }) => name);
      const forgotten = gateway.secret_names
        .filter((name) => !kept.includes(name))
        .map((name) => [name, null]);
      await changeGateway(gateway.id, { ...wanted, secrets: Object.fromEntries([...given, ...forgotten]) });
    } else {
      await createGateway({ ...wanted, kind: values.kind, secrets: Object.fromEntries(given) });
    }
    await queries.invalidateQueries({ queryKey: ["gateways"] });
  };
  return (
    <FormDialog<Values>
      open
      width={680}
      title={gateway ? t("notify.edit_gateway") : t("notify.add_gateway")}
      submitText={gateway ? t("shared.save") : t("notify.add_gateway")}
      initialValues={
        gateway
          ? {
              ...gateway,
              template: gateway.template ? written(gateway.template) : undefined,
              secrets: gateway.secret_names.map((name) => ({ name })),
            }
          : { kind: "dingtalk", audience: "staff", active: true }
      }
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("notify.kind_title")} required>
        <Select
          disabled={gateway !== null}
          options={GATEWAY_KINDS.map((value) => ({ value, label: t(`notify.kind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="name" label={t("notify.name")} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item noStyle dependencies={["kind"]}>
        {({ getFieldValue }) => {
          const kind = getFieldValue("kind") as GatewayKind | undefined;
          if (isRobot(kind)) return <RobotFields gateway={gateway} signs={kind !== "wecom"} />;
          if (isSupplier(kind)) return <SupplierFields gateway={gateway} kind={kind as "sms" | "voice"} />;
          return <Alert showIcon type="info" className="dialog-note" title={t("notify.modem_hint")} />;
        }}
      </Form.Item>
      <Form.Item name="customer_id" label={t("notify.only_customer")} extra={t("notify.only_customer_hint")}>
        <CustomerPicker allowClear />
      </Form.Item>
      <Form.Item name="active" label={t("notify.active")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDialog>
  );
}

function RobotFields({ gateway, signs }: { gateway: Gateway | null; signs: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="url"
        label={t("notify.robot_url")}
        extra={gateway ? t("notify.secret_kept") : t("notify.robot_url_hint")}
        rules={gateway ? [] : [{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input.Password autoComplete="off" placeholder="https://" />
      </Form.Item>
      {signs && (
        <Form.Item
          name="secret"
          label={t("notify.robot_secret")}
          extra={gateway?.signed ? t("notify.secret_kept") : t("notify.robot_secret_hint")}
        >
          <Input.Password autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="audience" label={t("notify.audience_title")}>
        <Radio.Group
          options={(["staff", "customer"] as const).map((value) => ({
            value,
            label: t(`notify.audience.${value}`),
          }))}
        />
      </Form.Item>
    </>
  );
}

function SupplierFields({ gateway, kind }: { gateway: Gateway | null; kind: "sms" | "voice" }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const begin = (example: keyof (typeof EXAMPLES)["sms"]) => {
    const template = written(EXAMPLES[kind][example]);
    const names = [...new Set([...template.matchAll(/\{\{secret\.(\w+)/g)].map((found) => found[1] ?? ""))];
    form.setFieldsValue({ template, secrets: names.map((name) => ({ name })) });
  };
  return (
    <>
      {!gateway && (
        <Flex gap={8} wrap align="center" className="dialog-note">
          <span className="faint">{t("notify.begin_with")}</span>
          {(["aliyun", "json"] as const).map((example) => (
            <Button key={example} size="small" onClick={() => begin(example)}>
              {t(`notify.example.${example}`)}
            </Button>
          ))}
        </Flex>
      )}
      <Form.Item
        name="template"
        label={t("notify.template")}
        extra={t("notify.template_hint", { names: PLACEHOLDERS })}
        rules={[
          { required: true, whitespace: true, message: t("shared.required") },
          { validator: (_, text: string) => isJson(text, t("notify.not_json")) },
        ]}
      >
        <Input.TextArea className="mono" autoSize={{ minRows: 8, maxRows: 22 }} spellCheck={false} />
      </Form.Item>
      <Form.Item label={t("notify.secrets")} extra={t("notify.secrets_hint")}>
        <Form.List name="secrets">
          {(fields, { add, remove }) => (
            <Flex vertical gap={8}>
              {fields.map(({ key, name }) => (
                <Flex key={key} gap={8}>
                  <Form.Item noStyle name={[name, "name"]}>
                    <Input
                      className="mono"
                      aria-label={t("notify.secret_name")}
                      placeholder="ACCESS_KEY_ID"
                    />
                  </Form.Item>
                  <Form.Item noStyle name={[name, "value"]}>
                    <Input.Password
                      autoComplete="off"
                      aria-label={t("notify.secret_value")}
                      placeholder={gateway ? t("notify.secret_kept") : t("notify.secret_value")}
                    />
                  </Form.Item>
                  <Button
                    icon={<MinusCircleOutlined />}
                    aria-label={t("shared.delete")}
                    onClick={() => remove(name)}
                  />
                </Flex>
              ))}
              <Button size="small" icon={<PlusOutlined />} onClick={() => add({ name: "" })}>
                {t("notify.add_secret")}
              </Button>
            </Flex>
          )}
        </Form.List>
      </Form.Item>
      {gateway?.report_url && (
        <Form.Item label={t("notify.report_url")} extra={t("notify.report_url_hint")}>
          <Typography.Text copyable className="mono break">
            {gateway.report_url}
          </Typography.Text>
        </Form.Item>
      )}
    </>
  );
}

function isJson(text: string | undefined, complaint: string): Promise<void> {
  if (!text?.trim()) return Promise.resolve();
  try {
    JSON.parse(text);
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(new Error(`${complaint} ${error instanceof Error ? error.message : ""}`));
  }
}
