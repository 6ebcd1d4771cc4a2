/** What may be done with an expiry: change it, which renews it, and remove it. */
import { CloseOutlined, EditOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import type { DeviceExpiry } from "../../api/types";
import { removeExpiry } from "../queries";
import { ExpiryDialog } from "./ExpiryDialog";

export function ExpiryButtons({ expiry }: { expiry: DeviceExpiry }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [changing, setChanging] = useState(false);
  const remove = async () => {
    try {
      await removeExpiry(expiry.id);
      void queries.invalidateQueries({ queryKey: ["expiries"] });
    } catch (error) {
      void message.error(asProblem(error).detail);
    }
  };
  return (
    <>
      <Button
        type="text"
        size="small"
        icon={<EditOutlined />}
        aria-label={t("expiries.change_named", { name: expiry.name })}
        onClick={() => setChanging(true)}
      />
      <Popconfirm title={t("expiries.remove", { name: expiry.name })} onConfirm={() => void remove()}>
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={t("expiries.remove_named", { name: expiry.name })}
        />
      </Popconfirm>
      {changing && (
        <ExpiryDialog
          device={{ id: expiry.device_id, name: expiry.device_name }}
          expiry={expiry}
          onClose={() => setChanging(false)}
        />
      )}
    </>
  );
}
