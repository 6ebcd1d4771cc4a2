/** One device: how it fares, what is asked of it, what it measured, what the archive knows. */
import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Skeleton } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Device } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { ticketsQuery } from "../desk/queries";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { Ago, DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { DeviceStateTag, TicketStateTag } from "../shared/State";
import { DeviceAvailability } from "../watch/availability/DeviceAvailability";
import { ChecksPanel } from "../watch/ChecksPanel";
import { MaintenanceNote } from "../watch/maintenance/MaintenanceNote";
import { statesOfQuery } from "../watch/queries";
import "./archive.css";
import { DeviceDialog } from "./DeviceDialog";
import { ExpiriesPanel } from "./expiries/ExpiriesPanel";
import { KindLabel } from "./kinds";
import { LinksPanel } from "./LinksPanel";
import { PhotoPanel } from "./PhotoPanel";
import { deviceQuery, devicesQuery } from "./queries";

const SeriesPanel = lazy(() => import("../watch/SeriesPanel"));

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = Number(useParams().id);
  const { data: device, error, refetch } = useQuery(deviceQuery(id));
  const now = useQuery(statesOfQuery([id])).data?.get(id);
  const [editing, setEditing] = useState(false);
  const mayNotWrite = useWhyNot("devices.write");
  const back = { to: paths.devices, label: t("archive.devices") };
  if (!device)
    return (
      <Page title={t("archive.device")} back={back}>
        {error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton active />}
      </Page>
    );
  return (
    <Page
      title={device.name}
      back={back}
      subtitle={
        <span className="ticket-sub">
          <span>
            <DeviceStateTag state={now?.state ?? "unknown"} />{" "}
            {now?.since && (
              <span className="faint">
                · <Ago at={now.since} />
              </span>
            )}
          </span>
          <KindLabel kind={device.kind} />
          <span>
            {device.site_name} · {device.customer_name}
          </span>
          {device.address && <span className="mono">{device.address}</span>}
        </span>
      }
      extra={
        <>
          <ActionButton icon={<EditOutlined />} whyNot={mayNotWrite} onClick={() => setEditing(true)}>
            {t("shared.edit")}
          </ActionButton>
          <Button
            onClick={() =>
              void navigate(
                withQuery(paths.newTicket, {
                  customer_id: device.customer_id,
                  site_id: device.site_id,
                  device_id: device.id,
                }),
              )
            }
          >
            {t("desk.new")}
          </Button>
        </>
      }
    >
      <MaintenanceNote device={device} />
      <div className="ticket-columns">
        <div className="ticket-side">
          <ChecksPanel device={device} />
          <Suspense fallback={<Panel title={t("watch.measured")}>{<Skeleton active />}</Panel>}>
            <SeriesPanel deviceId={id} />
          </Suspense>
        </div>
        <div className="ticket-side">
          <DeviceAvailability device={device} />
          {device.has_photo && <PhotoPanel device={device} />}
          <FactsPanel device={device} />
          <LinksPanel device={device} />
          <ExpiriesPanel device={device} />
          <ChildrenPanel device={device} />
          <TicketsPanel device={device} />
          {!device.has_photo && <PhotoPanel device={device} />}
        </div>
      </div>
      <DeviceDialog device={device} open={editing} onClose={() => setEditing(false)} />
    </Page>
  );
}

function FactsPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const rows: [string, ReactNode][] = [
    [t("archive.vendor"), [device.vendor, device.model].filter(Boolean).join(" ") || "—"],
    [
      t("archive.serial"),
      <span key="s" className="mono">
        {device.serial ?? "—"}
      </span>,
    ],
    [
      t("archive.parent"),
      device.parent_id ? (
        <Link key="p" to={paths.device(device.parent_id)}>
          {device.parent_name}
        </Link>
      ) : (
        "—"
      ),
    ],
    [
      "SNMP",
      device.snmp
        ? `v${device.snmp.version} · ${device.snmp.port}${device.snmp.user ? ` · ${device.snmp.user}` : ""}`
        : t("archive.snmp_none"),
    ],
  ];
  if (device.http_port) rows.push(["HTTP", String(device.http_port)]);
  if (device.rtsp_port) rows.push(["RTSP", String(device.rtsp_port)]);
  rows.push([t("archive.created_at"), <DateTime key="d" at={device.created_at} precision="day" />]);
  return (
    <Panel title={t("archive.facts")}>
      <Descriptions
        column={1}
        size="small"
        colon={false}
        styles={{ label: { width: 96, color: "var(--faint)" } }}
        items={rows.map(([label, children]) => ({ key: label, label, children }))}
      />
    </Panel>
  );
}

const CHILDREN_SHOWN = 12;

function ChildrenPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { data } = useQuery(devicesQuery({ parent_id: device.id, limit: CHILDREN_SHOWN, sort: "name" }));
  const states = useQuery(statesOfQuery(data?.items.map((child) => child.id) ?? [])).data;
  if (!data || data.items.length === 0) return null;
  return (
    <Panel
      flush
      title={t("archive.behind", { count: data.total })}
      extra={<Link to={withQuery(paths.devices, { parent_id: device.id })}>{t("archive.show_all")}</Link>}
    >
      <ul className="plain-list rows">
        {data.items.map((child) => (
          <li key={child.id}>
            <Link to={paths.device(child.id)}>{child.name}</Link>
            <DeviceStateTag state={states?.get(child.id)?.state ?? "unknown"} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function TicketsPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { data } = useQuery(ticketsQuery({ device_id: device.id, limit: 6 }));
  return (
    <Panel
      flush
      title={t("archive.faults")}
      extra={
        data && data.items.length > 0 ? (
          <Link to={withQuery(paths.tickets, { device_id: device.id, open: "" })}>
            {t("archive.show_all")}
          </Link>
        ) : null
      }
    >
      {data?.items.length === 0 && <p className="panel-body faint">{t("archive.no_faults")}</p>}
      <ul className="plain-list rows">
        {data?.items.map((ticket) => (
          <li key={ticket.id}>
            <span>
              <LevelTag level={ticket.level} short /> <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
            </span>
            <TicketStateTag state={ticket.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
