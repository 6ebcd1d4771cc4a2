/** Until when what comes with a device is valid. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Device } from "../../api/types";
import { useWhyNot } from "../../session/session";
import { ActionButton } from "../../shared/ActionButton";
import { Panel } from "../../shared/Panel";
import { expiriesOfDeviceQuery } from "../queries";
import { ExpiryButtons } from "./ExpiryButtons";
import { ExpiryDialog } from "./ExpiryDialog";
import { Remaining } from "./Remaining";

export function ExpiriesPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const found = useQuery(expiriesOfDeviceQuery(device.id)).data?.items ?? [];
  const [adding, setAdding] = useState(false);
  const mayNotWrite = useWhyNot("devices.write");
  if (found.length === 0 && mayNotWrite) return null;
  return (
    <Panel
      flush
      title={t("expiries.title")}
      extra={
        <ActionButton
          size="small"
          icon={<PlusOutlined />}
          whyNot={mayNotWrite}
          onClick={() => setAdding(true)}
          aria-label={t("expiries.add")}
        />
      }
    >
      {found.length === 0 && <p className="panel-body faint">{t("expiries.none_here")}</p>}
      <ul className="plain-list rows">
        {found.map((expiry) => (
          <li key={expiry.id}>
            <span>
              <span className="faint small">{t(`expiries.kind.${expiry.kind}`)}</span>{" "}
              <span className="break">{expiry.name}</span>
              <br />
              <Remaining expiry={expiry} />
              {expiry.note && <span className="faint small break"> {expiry.note}</span>}
            </span>
            {!mayNotWrite && (
              <span className="nowrap">
                <ExpiryButtons expiry={expiry} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {adding && <ExpiryDialog device={device} onClose={() => setAdding(false)} />}
    </Panel>
  );
}
