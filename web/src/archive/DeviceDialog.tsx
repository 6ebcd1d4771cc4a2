/** Entering a device, or changing what the archive knows of it. Secrets are written, never shown again. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import {
  DEVICE_KINDS,
  type Device,
  type DeviceChange,
  type NewDevice,
  SNMP_AUTHS,
  SNMP_PRIVACIES,
  type SnmpSecrets,
} from "../api/types";
import { paths } from "../app/paths";
import { FormDialog } from "../shared/FormDialog";
import { DevicePicker, SitePicker } from "./pickers";
import { changeDevice, createDevice } from "./queries";

interface DeviceDialogProps {
  /** The device to change; a new one when absent. */
  device?: Device;
  open: boolean;
  onClose: () => void;
}

interface DeviceForm extends Omit<DeviceChange, "snmp"> {
  snmp?: Omit<SnmpSecrets, "version"> & { version: SnmpSecrets["version"] | "none" };
}

/** What the form says, as the API wants it: an emptied field is `null`, a secret left empty stays as it was. */
export function deviceOf(form: DeviceForm): DeviceChange {
  const { snmp, ...rest } = form;
  const emptied = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, value === "" || value === undefined ? null : value]),
  );
  const access = snmp ?? { version: "none" as const };
  const given = Object.entries(access).filter(
    ([, value]) => value !== undefined && value !== "" && value !== null,
  );
  return {
    ...emptied,
    snmp: access.version === "none" ? null : (Object.fromEntries(given) as unknown as SnmpSecrets),
  };
}

function formOf(device: Device): DeviceForm {
  const { site_id, name, kind, vendor, model, serial, address, parent_id, http_port, rtsp_port, snmp } =
    device;
  return {
    ...{ site_id, name, kind, vendor, model, serial, address, parent_id, http_port, rtsp_port },
    snmp: snmp
      ? { version: snmp.version, port: snmp.port, user: snmp.user ?? undefined }
      : { version: "none" },
  };
}

export function DeviceDialog({ device, open, onClose }: DeviceDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <FormDialog<DeviceForm>
      open={open}
      width={720}
      title={device ? t("archive.edit_device") : t("archive.add_device")}
      submitText={device ? t("shared.save") : t("archive.add_device")}
      initialValues={device ? formOf(device) : { kind: "camera", snmp: { version: "none" } }}
      onSubmit={async (form) => {
        const wanted = deviceOf(form);
        const saved = device
          ? await changeDevice(device.id, { ...wanted, version: device.version })
          : await createDevice(wanted as NewDevice);
        for (const touched of ["devices", "fleet", "checks"])
          void queries.invalidateQueries({ queryKey: [touched] });
        void message.success(t("archive.saved", { name: saved.name }));
        if (!device) await navigate(paths.device(saved.id));
      }}
      onClose={onClose}
    >
      <Fields device={device} />
    </FormDialog>
  );
}

function Fields({ device }: { device?: Device }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <>
      <div className="form-columns">
        <Form.Item name="name" label={t("archive.name")} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="kind" label={t("archive.device_kind")} rules={required}>
          <Select options={DEVICE_KINDS.map((value) => ({ value, label: t(`archive.kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="site_id" label={t("archive.site")} rules={required}>
          <SitePicker customerId={device?.customer_id} />
        </Form.Item>
        <Form.Item name="address" label={t("archive.address")} extra={t("archive.address_hint")}>
          <Input maxLength={253} />
        </Form.Item>
        <Form.Item name="vendor" label={t("archive.vendor")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="model" label={t("archive.model")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="serial" label={t("archive.serial")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="parent_id" label={t("archive.parent")} extra={t("archive.parent_hint")}>
          <DevicePicker customerId={device?.customer_id} except={device?.id} />
        </Form.Item>
        <Form.Item name="http_port" label={t("archive.http_port")}>
          <InputNumber<number> min={1} max={65_535} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="rtsp_port" label={t("archive.rtsp_port")}>
          <InputNumber<number> min={1} max={65_535} precision={0} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <SnmpFields device={device} />
    </>
  );
}

function SnmpFields({ device }: { device?: Device }) {
  const { t } = useTranslation();
  const version = Form.useWatch(["snmp", "version"]);
  const kept = device?.snmp && (device.snmp.version === "3") === (version === "3");
  const secret = kept ? t("archive.secret_kept") : undefined;
  return (
    <fieldset className="severity">
      <legend>SNMP</legend>
      <div className="form-columns">
        <Form.Item name={["snmp", "version"]} label={t("archive.snmp_version")}>
          <Select
            options={[
              { value: "none", label: t("archive.snmp_none") },
              { value: "1", label: "v1" },
              { value: "2c", label: "v2c" },
              { value: "3", label: "v3" },
            ]}
          />
        </Form.Item>
        {version !== "none" && (
          <Form.Item name={["snmp", "port"]} label={t("archive.snmp_port")}>
            <InputNumber<number>
              min={1}
              max={65_535}
              placeholder="161"
              precision={0}
              style={{ width: "100%" }}
            />
          </Form.Item>
        )}
        {(version === "1" || version === "2c") && (
          <Form.Item name={["snmp", "community"]} label={t("archive.community")}>
            <Input.Password autoComplete="off" placeholder={secret} />
          </Form.Item>
        )}
        {version === "3" && (
          <>
            <Form.Item name={["snmp", "user"]} label={t("archive.snmp_user")}>
              <Input autoComplete="off" />
            </Form.Item>
            <Form.Item name={["snmp", "auth"]} label={t("archive.snmp_auth")}>
              <Select
                allowClear
                options={SNMP_AUTHS.map((value) => ({ value, label: value.toUpperCase() }))}
              />
            </Form.Item>
            <Form.Item name={["snmp", "auth_password"]} label={t("archive.snmp_auth_password")}>
              <Input.Password autoComplete="off" placeholder={secret} />
            </Form.Item>
            <Form.Item name={["snmp", "privacy"]} label={t("archive.snmp_privacy")}>
              <Select
                allowClear
                options={SNMP_PRIVACIES.map((value) => ({
                  value,
                  label: value.toUpperCase().replace("_", " "),
                }))}
              />
            </Form.Item>
            <Form.Item name={["snmp", "privacy_password"]} label={t("archive.snmp_privacy_password")}>
              <Input.Password autoComplete="off" placeholder={secret} />
            </Form.Item>
          </>
        )}
      </div>
    </fieldset>
  );
}
