/** A note where people wonder why all is quiet: work that runs, or will within a day. */
import { ToolOutlined } from "@ant-design/icons";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ask, client } from "../../api/client";
import type { Device } from "../../api/types";
import { paths } from "../../app/paths";
import { useServerNow } from "../../shared/ticker";
import { maintenanceQuery } from "../queries";
import "../watch.css";
import { covers, inOrder, isNear, standingOf } from "./standing";
import { coveredText, StandingTag } from "./words";

const SHOWN = 3;
/** Deeper no device stands behind another. */
const DEEPEST = 12;

/** A device and those it is behind, the nearest first. */
const chainQuery = (device: Device) =>
  queryOptions({
    queryKey: ["devices", "chain", device.id, device.parent_id],
    queryFn: async ({ signal }) => {
      const chain = [device.id];
      let parent = device.parent_id;
      while (parent !== null && !chain.includes(parent) && chain.length < DEEPEST) {
        chain.push(parent);
        const path = { id: parent };
        parent = (await ask(client.GET("/api/v1/devices/{id}", { params: { path }, signal }))).parent_id;
      }
      return chain;
    },
  });

/** Of everything that the reader may see, or of what covers one device. */
export function MaintenanceNote({ device }: { device?: Device }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const open = useQuery(maintenanceQuery({ open: true, limit: 200 })).data?.items ?? [];
  const near = inOrder(open, now).filter((window) => isNear(standingOf(window, now), now));
  const asksChain = device !== undefined && near.length > 0;
  const chain = useQuery({ ...chainQuery(device ?? ({} as Device)), enabled: asksChain }).data;
  const shown = device
    ? near.filter((window) => covers(window, { ...device, devices: chain ?? [device.id] }))
    : near;
  if (shown.length === 0) return null;
  return (
    <section className="maintenance-note" aria-label={t("maintenance.title")}>
      <ToolOutlined aria-hidden />
      <ul className="plain-list">
        {shown.slice(0, SHOWN).map((window) => (
          <li key={window.id}>
            <Link to={paths.maintenanceWindow(window.id)}>{window.name}</Link>
            <StandingTag of={window} />
            {!device && <span className="faint">{coveredText(window, t)}</span>}
          </li>
        ))}
        {shown.length > SHOWN && (
          <li>
            <Link to={paths.maintenance}>{t("maintenance.more", { count: shown.length - SHOWN })}</Link>
          </li>
        )}
      </ul>
    </section>
  );
}
