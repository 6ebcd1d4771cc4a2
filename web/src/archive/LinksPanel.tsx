/** What a device needs besides its parent, and who needs it: other ways to it, and power. */
import { ApartmentOutlined, CloseOutlined, PlusOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Popconfirm, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asProblem } from "../api/problem";
import { type Device, type DeviceLink, type DeviceState, LINK_KINDS, type NewDeviceLink } from "../api/types";
import { paths } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { FormDialog } from "../shared/FormDialog";
import { Panel } from "../shared/Panel";
import { DeviceStateTag } from "../shared/State";
import { statesOfQuery } from "../watch/queries";
import { DevicePicker } from "./pickers";
import { createLink, linksQuery, removeLink } from "./queries";

const SHOWN = 8;

export function LinksPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const found = useQuery(linksQuery(device.id)).data?.items ?? [];
  const [all, setAll] = useState(false);
  // What it needs comes first; a switch is needed by everything at its ports.
  const sorted = [...found].sort(
    (a, b) => Number(b.device_id === device.id) - Number(a.device_id === device.id),
  );
  const links = all ? sorted : sorted.slice(0, SHOWN);
  const [adding, setAdding] = useState(false);
  const mayNotWrite = useWhyNot("devices.write");
  const others = links.map((link) => (link.device_id === device.id ? link.to_id : link.device_id));
  const states = useQuery(statesOfQuery(others)).data;
  if (links.length === 0 && mayNotWrite) return null;
  return (
    <Panel
      flush
      title={t("archive.links")}
      extra={
        <ActionButton
          size="small"
          icon={<PlusOutlined />}
          whyNot={mayNotWrite}
          onClick={() => setAdding(true)}
          aria-label={t("archive.add_link")}
        />
      }
    >
      {links.length === 0 && <p className="panel-body faint">{t("archive.no_links")}</p>}
      <ul className="plain-list rows">
        {links.map((link, index) => (
          <Row
            key={link.id}
            link={link}
            device={device}
            state={states?.get(others[index] ?? 0)?.state ?? "unknown"}
            mayWrite={!mayNotWrite}
          />
        ))}
      </ul>
      {sorted.length > links.length && (
        <Button type="link" onClick={() => setAll(true)}>
          {t("archive.more_links", { count: sorted.length - links.length })}
        </Button>
      )}
      {adding && <LinkDialog device={device} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

interface RowProps {
  link: DeviceLink;
  device: Device;
  state: DeviceState["state"];
  mayWrite: boolean;
}

function Row({ link, device, state, mayWrite }: RowProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const needs = link.device_id === device.id;
  const [id, name] = needs ? [link.to_id, link.to_name] : [link.device_id, link.device_name];
  const remove = async () => {
    try {
      await removeLink(link.id);
      void queries.invalidateQueries({ queryKey: ["links"] });
    } catch (error) {
      void message.error(asProblem(error).detail);
    }
  };
  return (
    <li>
      <span>
        {link.kind === "power" ? <ThunderboltOutlined /> : <ApartmentOutlined />}{" "}
        <span className="faint small">{t(`archive.link.${link.kind}.${needs ? "to" : "from"}`)}</span>{" "}
        <Link to={paths.device(id)}>{name}</Link>
        {link.port && <span className="faint small"> · {link.port}</span>}
      </span>
      <span className="link-state">
        <DeviceStateTag state={state} />
        {mayWrite && (
          <Popconfirm title={t("archive.remove_link", { name })} onConfirm={() => void remove()}>
            <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("shared.delete")} />
          </Popconfirm>
        )}
      </span>
    </li>
  );
}

function LinkDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <FormDialog<Omit<NewDeviceLink, "device_id">>
      open
      title={t("archive.add_link")}
      intro={t("archive.add_link_hint", { name: device.name })}
      submitText={t("archive.add_link")}
      initialValues={{ kind: "network" }}
      onSubmit={async (values) => {
        await createLink({ ...values, device_id: device.id, port: values.port || null });
        void queries.invalidateQueries({ queryKey: ["links"] });
      }}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("archive.link_kind")}>
        <Radio.Group
          options={LINK_KINDS.map((kind) => ({ value: kind, label: t(`archive.link.${kind}.name`) }))}
        />
      </Form.Item>
      <Form.Item name="to_id" label={t("archive.link_to")} rules={required}>
        <DevicePicker customerId={device.customer_id} except={device.id} />
      </Form.Item>
      <Form.Item name="port" label={t("archive.link_port")} extra={t("archive.link_port_hint")}>
        <Input maxLength={200} placeholder="GigabitEthernet0/3" />
      </Form.Item>
    </FormDialog>
  );
}
