/** The devices that are kept running, with their state beside what the archive knows. */
import { ClusterOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Device, DeviceState, FilterOf } from "../api/types";
import { paths } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { DeviceStateTag } from "../shared/State";
import { useListState } from "../shared/useListState";
import { statesOfQuery } from "../watch/queries";
import { DeviceDialog } from "./DeviceDialog";
import { DEVICE_FILTERS, DeviceFilters } from "./DeviceFilters";
import { KindLabel } from "./kinds";
import { devicesQuery } from "./queries";

const FILTERS = [...DEVICE_FILTERS, "parent_id"] as const satisfies FilterOf<"/api/v1/devices">[];

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useListState(FILTERS, "name");
  const result = useQuery(devicesQuery(state.query));
  const states = useQuery(statesOfQuery(result.data?.items.map((device) => device.id) ?? [])).data;
  const [adding, setAdding] = useState(false);
  const mayNotImport = useWhyNot("devices.import");
  const mayNotWrite = useWhyNot("devices.write");
  const columns = useColumns(states);
  const importing = (
    <ActionButton
      icon={<ImportOutlined />}
      whyNot={mayNotImport}
      onClick={() => void navigate(paths.importDevices)}
    >
      {t("archive.import")}
    </ActionButton>
  );
  const add = (
    <ActionButton type="primary" icon={<PlusOutlined />} whyNot={mayNotWrite} onClick={() => setAdding(true)}>
      {t("archive.add_device")}
    </ActionButton>
  );
  return (
    <>
      <ListPage<Device>
        title={t("archive.devices")}
        extra={
          <>
            {importing}
            {add}
          </>
        }
        state={state}
        result={result}
        searchHint={t("archive.search_devices")}
        filters={<DeviceFilters state={state} />}
        columns={columns}
        card={(device) => <DeviceCard device={device} state={states?.get(device.id)} />}
        rowPath={(device) => paths.device(device.id)}
        empty={{
          icon: <ClusterOutlined />,
          title: t("archive.no_devices"),
          hint: t("archive.no_devices_hint"),
          action: (
            <Flex gap={8} justify="center" wrap>
              {importing}
              {add}
            </Flex>
          ),
        }}
      />
      <DeviceDialog open={adding} onClose={() => setAdding(false)} />
    </>
  );
}

function useColumns(states: Map<number, DeviceState> | undefined): ListColumn<Device>[] {
  const { t } = useTranslation();
  return [
    {
      key: "state",
      title: t("archive.state"),
      render: (_, device) => <DeviceStateTag state={states?.get(device.id)?.state ?? "unknown"} />,
    },
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "name",
      render: (_, device) => (
        <div className="cell-title">
          <Link to={paths.device(device.id)}>{device.name}</Link>
          <div className="faint small">{[device.vendor, device.model].filter(Boolean).join(" ")}</div>
        </div>
      ),
    },
    {
      key: "kind",
      title: t("archive.device_kind"),
      sortBy: "kind",
      render: (_, device) => <KindLabel kind={device.kind} />,
    },
    {
      key: "address",
      title: t("archive.address"),
      sortBy: "address",
      render: (_, device) => <span className="mono">{device.address ?? "—"}</span>,
    },
    {
      key: "site",
      title: t("archive.site"),
      render: (_, device) => (
        <div className="cell-place">
          {device.site_name}
          <div className="faint small">{device.customer_name}</div>
        </div>
      ),
    },
    {
      key: "parent",
      title: t("archive.parent"),
      render: (_, device) => device.parent_name ?? <span className="faint">—</span>,
    },
  ];
}

function DeviceCard({ device, state }: { device: Device; state: DeviceState | undefined }) {
  return (
    <>
      <div className="card-top">
        <DeviceStateTag state={state?.state ?? "unknown"} />
        <span className="card-right faint small">
          <KindLabel kind={device.kind} />
        </span>
      </div>
      <div className="card-title">{device.name}</div>
      <div className="card-facts">
        <span>{device.site_name}</span>
        <span className="mono">{device.address}</span>
      </div>
    </>
  );
}
