/** A picture and a word for each kind of device. */
import {
  ApartmentOutlined,
  CloudServerOutlined,
  GatewayOutlined,
  HddOutlined,
  QuestionCircleOutlined,
  ThunderboltOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceKind } from "../api/types";

const ICONS: Record<DeviceKind, ReactNode> = {
  router: <GatewayOutlined />,
  switch: <ApartmentOutlined />,
  camera: <VideoCameraOutlined />,
  recorder: <HddOutlined />,
  server: <CloudServerOutlined />,
  ups: <ThunderboltOutlined />,
  other: <QuestionCircleOutlined />,
};

export function KindLabel({ kind }: { kind: DeviceKind }) {
  const { t } = useTranslation();
  return (
    <span className="nowrap">
      <span aria-hidden className="faint">
        {ICONS[kind]}
      </span>{" "}
      {t(`archive.kind.${kind}`)}
    </span>
  );
}
