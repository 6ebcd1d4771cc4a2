/** The rest of a line: by which calendar it counts, what starts it, when somebody is warned, what a change or a reopening does. */
import { SettingOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Popover, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type Clause, ON_CHANGE, ON_RETURN, START_EVENTS } from "../api/types";
import { calendarNamesQuery } from "./queries";

interface ClauseDetailsProps {
  within: "table" | "lines";
  place: number;
}

export function ClauseDetails({ within, place }: ClauseDetailsProps) {
  const { t } = useTranslation();
  const names = useQuery(calendarNamesQuery).data;
  const line = Form.useWatch([within, place]) as Partial<Clause> | undefined;
  const id = line?.calendar_id ?? 0;
  const summary = [
    names?.get(id) ?? "7×24",
    ...(line?.warnings ?? ["75%"]),
    ...(line?.starts && line.starts !== "reported" ? [t(`archive.start.${line.starts}`)] : []),
  ];
  return (
    <Popover
      trigger="click"
      forceRender
      title={t("archive.line_details")}
      content={<Details within={within} place={place} />}
    >
      <Button type="text" size="small" className="line-summary" icon={<SettingOutlined />}>
        {summary.join(" · ")}
      </Button>
    </Popover>
  );
}

function Details({ within, place }: ClauseDetailsProps) {
  const { t } = useTranslation();
  const names = useQuery(calendarNamesQuery).data;
  const at = (field: keyof Clause) => [within, place, field];
  const policy = (
    field: keyof Clause,
    options: readonly string[],
    group: "on_change" | "on_return",
    usual: string,
  ) => (
    <Form.Item
      required
      name={at(field)}
      label={t(`archive.${field}` as "archive.on_reject")}
      initialValue={usual}
    >
      <Select
        options={options.map((value) => ({
          value,
          label: t(`archive.${group}.${value}` as "archive.on_change.go_on"),
        }))}
      />
    </Form.Item>
  );
  return (
    <div className="line-details">
      <Form.Item required name={at("calendar_id")} label={t("archive.calendar")} initialValue={0}>
        <Select
          options={[...(names ?? [[0, "7×24"] as const])].map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item required name={at("starts")} label={t("archive.starts")} initialValue="reported">
        <Select options={START_EVENTS.map((value) => ({ value, label: t(`archive.start.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name={at("warnings")}
        label={t("archive.warnings")}
        extra={t("archive.warnings_hint")}
        initialValue={["75%"]}
      >
        <Select
          mode="tags"
          tokenSeparators={[",", " ", "，"]}
          options={["50%", "75%", "90%", "-30m", "+1h"].map((value) => ({ value }))}
        />
      </Form.Item>
      <Form.Item
        required
        name={at("pausable")}
        label={t("archive.pausable")}
        valuePropName="checked"
        initialValue={true}
        layout="horizontal"
      >
        <Switch size="small" />
      </Form.Item>
      {policy("on_level_change", ON_CHANGE, "on_change", "go_on")}
      {policy("on_contract_change", ON_CHANGE, "on_change", "go_on")}
      {policy("on_reject", ON_RETURN, "on_return", "never_stopped")}
      {policy("on_reopen", ON_RETURN, "on_return", "stops_while_done")}
    </div>
  );
}
