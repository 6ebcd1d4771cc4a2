/** The ways by which people and programs are told, each to be tried before it is needed. */
import { ApiOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Form, Input, Popconfirm, Skeleton, Switch, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { NewWebhook, Trial, Webhook } from "../api/types";
import { CustomerPicker } from "../archive/pickers";
import { useSession, useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog, useSubmit } from "../shared/FormDialog";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { GatewaysPanel } from "./GatewaysPanel";
import "./notify.css";
import { changeWebhook, createWebhook, deleteWebhook, testMail, testWebhook, webhooksQuery } from "./queries";
import { TrialLine } from "./TrialLine";

export function Component() {
  const { t } = useTranslation();
  return (
    <Page title={t("notify.channels")} subtitle={t("notify.channels_hint")}>
      <div className="channels">
        <div className="channels-column">
          <GatewaysPanel />
          <Webhooks />
        </div>
        <Mail />
      </div>
    </Page>
  );
}

function Webhooks() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(webhooksQuery);
  const [editing, setEditing] = useState<Webhook | "new" | null>(null);
  const mayNotWrite = useWhyNot("webhooks.write");
  const add = (
    <ActionButton size="small" icon={<PlusOutlined />} whyNot={mayNotWrite} onClick={() => setEditing("new")}>
      {t("notify.add_webhook")}
    </ActionButton>
  );
  return (
    <Panel title="Webhooks" flush extra={add}>
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active className="panel-body" />
      ) : data.items.length === 0 ? (
        <EmptyState
          icon={<ApiOutlined />}
          title={t("notify.no_webhooks")}
          hint={t("notify.no_webhooks_hint")}
        />
      ) : (
        <ul className="plain-list rows">
          {data.items.map((webhook) => (
            <Row
              key={webhook.id}
              webhook={webhook}
              onEdit={() => setEditing(webhook)}
              mayNotWrite={mayNotWrite}
            />
          ))}
        </ul>
      )}
      {editing && (
        <WebhookDialog webhook={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Panel>
  );
}

interface RowProps {
  webhook: Webhook;
  mayNotWrite: string | null;
  onEdit: () => void;
}

function Row({ webhook, mayNotWrite, onEdit }: RowProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [trying, setTrying] = useState(false);
  const [trial, setTrial] = useState<Trial | null>(null);
  const attempt = async () => {
    setTrying(true);
    setTrial(null);
    try {
      setTrial(await testWebhook(webhook.id));
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      setTrying(false);
    }
  };
  const remove = async () => {
    try {
      await deleteWebhook(webhook.id);
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      await queries.invalidateQueries({ queryKey: ["webhooks"] });
    }
  };
  return (
    <li className="rows-block">
      <Flex justify="space-between" gap={12} wrap style={{ width: "100%" }}>
        <span className="check-what">
          <span>
            <strong>{webhook.name}</strong>{" "}
            {webhook.active ? (
              <Tag color="success">{t("notify.active")}</Tag>
            ) : (
              <Tag>{t("notify.inactive")}</Tag>
            )}
            {webhook.has_secret && <Tag>{t("notify.signed")}</Tag>}
          </span>
          <span className="faint small break mono">{webhook.url}</span>
        </span>
        <Flex gap={6} wrap>
          <ActionButton size="small" whyNot={mayNotWrite} loading={trying} onClick={() => void attempt()}>
            {t("notify.test")}
          </ActionButton>
          <ActionButton size="small" whyNot={mayNotWrite} onClick={onEdit}>
            {t("shared.edit")}
          </ActionButton>
          {!mayNotWrite && (
            <Popconfirm
              title={t("notify.delete_webhook", { name: webhook.name })}
              okText={t("shared.delete")}
              onConfirm={remove}
            >
              <Button size="small" danger>
                {t("shared.delete")}
              </Button>
            </Popconfirm>
          )}
        </Flex>
      </Flex>
      {trial && <TrialLine trial={trial} />}
    </li>
  );
}

function WebhookDialog({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const required = [{ required: true, whitespace: true, message: t("shared.required") }];
  return (
    <FormDialog<NewWebhook>
      open
      title={webhook ? t("notify.edit_webhook") : t("notify.add_webhook")}
      submitText={webhook ? t("shared.save") : t("notify.add_webhook")}
      initialValues={
        webhook
          ? { name: webhook.name, url: webhook.url, active: webhook.active, customer_id: webhook.customer_id }
          : { active: true }
      }
      onSubmit={async ({ secret, customer_id, ...rest }) => {
        const wanted = { ...rest, customer_id: customer_id ?? null, ...(secret ? { secret } : {}) };
        if (webhook) await changeWebhook(webhook.id, wanted);
        else await createWebhook(wanted);
        await queries.invalidateQueries({ queryKey: ["webhooks"] });
      }}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("notify.name")} rules={required}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="url" label={t("notify.url")} rules={required}>
        <Input maxLength={2000} inputMode="url" placeholder="https://" />
      </Form.Item>
      <Form.Item
        name="secret"
        label={t("notify.secret")}
        extra={webhook?.has_secret ? t("notify.secret_kept") : t("notify.secret_hint")}
      >
        <Input.Password autoComplete="off" />
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

function Mail() {
  const { t } = useTranslation();
  const { person } = useSession();
  const mayNotTest = useWhyNot("mail.test");
  const [trial, setTrial] = useState<Trial | null>(null);
  const { form, sending, error, send } = useSubmit<{ to: string }>(async ({ to }) => {
    setTrial(null);
    setTrial(await testMail(to.trim()));
  });
  return (
    <Panel title={t("notify.mail")}>
      <p className="dialog-intro">{t("notify.mail_hint")}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ to: person.email ?? "" }}
        onFinish={(values) => void send(values)}
      >
        <Form.Item
          name="to"
          label={t("notify.mail_to")}
          rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
        >
          <Input inputMode="email" maxLength={200} />
        </Form.Item>
        <ActionButton htmlType="submit" loading={sending} whyNot={mayNotTest}>
          {t("notify.send_test")}
        </ActionButton>
      </Form>
      <div style={{ marginBlockStart: 12 }}>
        {error !== null && <ErrorPanel error={error} />}
        {trial && <TrialLine trial={trial} />}
      </div>
    </Panel>
  );
}
