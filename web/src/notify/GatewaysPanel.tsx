/** The ways out of the house: robots in groups, suppliers of short messages and calls, the modem. Each is tried before it is needed. */
import { PlusOutlined, SendOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Form, Input, Popconfirm, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { Gateway, Trial } from "../api/types";
import { allCustomersQuery } from "../archive/queries";
import { useSession, useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog } from "../shared/FormDialog";
import { Panel } from "../shared/Panel";
import { GatewayDialog } from "./GatewayDialog";
import { deleteGateway, gatewaysQuery, testGateway } from "./queries";
import { TrialLine } from "./TrialLine";

export function GatewaysPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(gatewaysQuery);
  const [editing, setEditing] = useState<Gateway | "new" | null>(null);
  const mayNotWrite = useWhyNot("gateways.write");
  const add = (
    <ActionButton size="small" icon={<PlusOutlined />} whyNot={mayNotWrite} onClick={() => setEditing("new")}>
      {t("notify.add_gateway")}
    </ActionButton>
  );
  return (
    <Panel title={t("notify.gateways")} flush extra={add}>
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active className="panel-body" />
      ) : data.length === 0 ? (
        <EmptyState
          icon={<SendOutlined />}
          title={t("notify.no_gateways")}
          hint={t("notify.no_gateways_hint")}
        />
      ) : (
        <ul className="plain-list rows">
          {data.map((gateway) => (
            <Row
              key={gateway.id}
              gateway={gateway}
              mayNotWrite={mayNotWrite}
              onEdit={() => setEditing(gateway)}
            />
          ))}
        </ul>
      )}
      {editing && (
        <GatewayDialog gateway={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Panel>
  );
}

interface RowProps {
  gateway: Gateway;
  mayNotWrite: string | null;
  onEdit: () => void;
}

function Row({ gateway, mayNotWrite, onEdit }: RowProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [trying, setTrying] = useState(false);
  const [asking, setAsking] = useState(false);
  const [trial, setTrial] = useState<Trial | null>(null);
  const isGroup = gateway.host !== null;
  const attempt = async () => {
    setTrying(true);
    setTrial(null);
    try {
      setTrial(await testGateway(gateway.id));
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      setTrying(false);
    }
  };
  const remove = async () => {
    try {
      await deleteGateway(gateway.id);
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      await queries.invalidateQueries({ queryKey: ["gateways"] });
    }
  };
  return (
    <li className="rows-block">
      <Flex justify="space-between" gap={12} wrap style={{ width: "100%" }}>
        <span className="check-what">
          <span>
            <strong>{gateway.name}</strong> <Tag>{t(`notify.kind.${gateway.kind}`)}</Tag>
            {gateway.active ? (
              <Tag color="success">{t("notify.active")}</Tag>
            ) : (
              <Tag>{t("notify.inactive")}</Tag>
            )}
            {gateway.signed && <Tag>{t("notify.signed")}</Tag>}
          </span>
          <Reach gateway={gateway} />
        </span>
        <Flex gap={6} wrap>
          <ActionButton
            size="small"
            whyNot={mayNotWrite}
            loading={trying}
            onClick={() => (isGroup ? void attempt() : setAsking(true))}
          >
            {t("notify.send_a_test")}
          </ActionButton>
          <ActionButton size="small" whyNot={mayNotWrite} onClick={onEdit}>
            {t("shared.edit")}
          </ActionButton>
          {!mayNotWrite && (
            <Popconfirm
              title={t("notify.delete_gateway", { name: gateway.name })}
              description={t("notify.delete_gateway_hint")}
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
      {asking && <TestDialog gateway={gateway} onDone={setTrial} onClose={() => setAsking(false)} />}
    </li>
  );
}

/** Where it leads, and whom it reaches. */
function Reach({ gateway }: { gateway: Gateway }) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...allCustomersQuery, enabled: gateway.customer_id !== null });
  const customer = data?.find((one) => one.id === gateway.customer_id)?.name;
  const parts = [
    gateway.host ?? gateway.template?.send.url,
    t(`notify.audience.${gateway.audience}`),
    customer && t("notify.only_about", { customer }),
    gateway.modem_is_here === false && t("notify.modem_elsewhere"),
  ];
  return <span className="faint small break">{parts.filter(Boolean).join(" · ")}</span>;
}

interface TestDialogProps {
  gateway: Gateway;
  onDone: (trial: Trial) => void;
  onClose: () => void;
}

function TestDialog({ gateway, onDone, onClose }: TestDialogProps) {
  const { t } = useTranslation();
  const { person } = useSession();
  return (
    <FormDialog<{ to: string }>
      open
      width={420}
      title={t("notify.send_a_test")}
      submitText={t("notify.send_a_test")}
      initialValues={{ to: person.phone ?? "" }}
      onSubmit={async ({ to }) => onDone(await testGateway(gateway.id, to))}
      onClose={onClose}
    >
      <Form.Item
        name="to"
        label={t("notify.test_number")}
        rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input inputMode="tel" maxLength={30} />
      </Form.Item>
    </FormDialog>
  );
}
