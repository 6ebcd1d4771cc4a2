/** One's own account: language, password, and tokens for programs. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Popconfirm, Skeleton, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { MessageRulesPanel } from "../notify/MessageRulesPanel";
import { ContactsPanel } from "../roster/ContactsPanel";
import { Ago, DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog, useSubmit } from "../shared/FormDialog";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { LanguagePanel } from "./LanguagePanel";
import { changeSession, createToken, deleteToken, tokensQuery, useSession } from "./session";

export function Component() {
  const { t } = useTranslation();
  const { person } = useSession();
  return (
    <Page
      narrow
      title={t("session.account")}
      subtitle={`${person.name} · ${person.login} · ${t(`roster.role.${person.role}`)}`}
    >
      <div className="account">
        <LanguagePanel />
        <MessageRulesPanel person={person.id} />
        <ContactsPanel person={person} />
        <PasswordPanel />
        <TokensPanel />
      </div>
    </Page>
  );
}

interface Passwords {
  /** Named as the server names them, so that what it objects to stands beside the field. */
  password: { current: string; new: string };
  again: string;
}

function PasswordPanel() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const required = { required: true, message: t("shared.required") };
  const { form, sending, error, send } = useSubmit<Passwords>(async ({ password }) => {
    await changeSession({ password });
    form.resetFields();
    void message.success(t("session.password_changed"));
  });
  return (
    <Panel title={t("session.change_password")}>
      <Form<Passwords>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => void send(values)}
      >
        <Form.Item name={["password", "current"]} label={t("session.current_password")} rules={[required]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <div className="form-columns">
          <Form.Item
            name={["password", "new"]}
            label={t("session.new_password")}
            extra={t("session.new_password_hint")}
            rules={[required]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t("session.new_password_again")}
            dependencies={[["password", "new"]]}
            rules={[
              required,
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  !value || value === getFieldValue(["password", "new"])
                    ? Promise.resolve()
                    : Promise.reject(new Error(t("session.passwords_differ"))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </div>
        {error !== null && <ErrorPanel error={error} />}
        <Button type="primary" htmlType="submit" loading={sending}>
          {t("session.change_password")}
        </Button>
      </Form>
    </Panel>
  );
}

function TokensPanel() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(tokensQuery);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const { message } = App.useApp();
  const remove = async (id: number) => {
    try {
      await deleteToken(id);
    } catch (caught) {
      void message.error(asProblem(caught).message, 6);
    }
    await queries.invalidateQueries({ queryKey: ["tokens"] });
  };
  return (
    <Panel
      flush
      title={t("session.tokens")}
      extra={
        <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t("session.add_token")}
        </Button>
      }
    >
      <div className="panel-body">
        <p className="faint">{t("session.tokens_hint")}</p>
        {made && (
          <Alert
            type="success"
            showIcon
            style={{ marginBlockStart: 12 }}
            title={t("session.token_made")}
            description={
              <Typography.Text copyable className="mono break">
                {made}
              </Typography.Text>
            }
          />
        )}
        {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
      </div>
      <ul className="plain-list rows">
        {data?.length === 0 && <li className="faint">{t("session.no_tokens")}</li>}
        {data?.map((token) => (
          <li key={token.id} className="check-row">
            <span className="check-what">
              <strong>{token.name}</strong>
              <span className="faint small">
                <DateTime at={token.created_at} precision="day" /> ·{" "}
                {token.last_used_at ? (
                  <>
                    {t("session.last_used")} <Ago at={token.last_used_at} />
                  </>
                ) : (
                  t("session.never_used")
                )}
              </span>
            </span>
            <Popconfirm
              title={t("session.delete_token", { name: token.name })}
              okText={t("shared.delete")}
              onConfirm={() => remove(token.id)}
            >
              <Button size="small" danger>
                {t("shared.delete")}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      <FormDialog<{ name: string }>
        open={adding}
        title={t("session.add_token")}
        intro={t("session.tokens_hint")}
        submitText={t("session.add_token")}
        onSubmit={async ({ name }) => {
          const token = await createToken(name.trim());
          setMade(token.token ?? null);
          await queries.invalidateQueries({ queryKey: ["tokens"] });
        }}
        onClose={() => setAdding(false)}
      >
        <Form.Item
          name="name"
          label={t("session.token_name")}
          rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
        >
          <Input maxLength={100} placeholder={t("session.token_name_hint")} />
        </Form.Item>
      </FormDialog>
    </Panel>
  );
}
