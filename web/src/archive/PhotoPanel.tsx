/** The device's photo, so that the engineer on the road recognizes it. */
import { CameraOutlined, DeleteOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Flex, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { urls } from "../api/client";
import type { Device } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { deletePhoto, setPhoto } from "./queries";

const LARGEST_BYTES = 5 * 1024 * 1024;

export function PhotoPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayNotWrite = useWhyNot("devices.write");
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  // The address stays the same when the photo changes; this makes the browser ask again.
  const [shown, setShown] = useState(0);
  const change = async (doing: () => Promise<void>) => {
    setSending(true);
    setError(null);
    try {
      await doing();
      await queries.invalidateQueries({ queryKey: ["devices"] });
      setShown((times) => times + 1);
    } catch (caught) {
      setError(caught);
    } finally {
      setSending(false);
    }
  };
  return (
    <Panel title={t("archive.photo")}>
      {device.has_photo && (
        <img
          className="device-photo"
          src={urls.photo(device.id, device.version + shown)}
          alt={t("archive.photo_of", { name: device.name })}
        />
      )}
      <Flex gap={8} wrap>
        <Upload
          accept="image/jpeg,image/png,image/webp"
          showUploadList={false}
          disabled={mayNotWrite !== null}
          beforeUpload={(file) => {
            if (file.size > LARGEST_BYTES) setError(new Error(t("archive.photo_too_large")));
            else void change(() => setPhoto(device.id, file));
            return false;
          }}
        >
          <ActionButton icon={<CameraOutlined />} loading={sending} whyNot={mayNotWrite}>
            {device.has_photo ? t("archive.photo_replace") : t("archive.photo_add")}
          </ActionButton>
        </Upload>
        {device.has_photo && (
          <ActionButton
            icon={<DeleteOutlined />}
            whyNot={mayNotWrite}
            onClick={() => void change(() => deletePhoto(device.id))}
          >
            {t("shared.delete")}
          </ActionButton>
        )}
      </Flex>
      {error !== null && <ErrorPanel error={error} />}
    </Panel>
  );
}
