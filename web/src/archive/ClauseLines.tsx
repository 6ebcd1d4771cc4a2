/** Further lines of a contract: other clocks, and what holds only for a kind of ticket, a class of sites or a guard period. */

import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { CLOCK_KINDS, LEVELS, TICKET_KINDS } from "../api/types";
import { useLevelWords } from "../shared/Level";
import { TargetInput } from "../shared/TargetInput";
import { ClauseDetails } from "./ClauseDetails";

export function ClauseLines() {
  const { t } = useTranslation();
  const words = useLevelWords();
  const any = { value: null as never, label: t("archive.any") };
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <fieldset className="severity">
          <legend>{t("archive.further_lines")}</legend>
          <p className="faint small">{t("archive.further_lines_hint")}</p>
          {fields.map(({ key, name }) => (
            <div key={key} className="clause-line">
              <Form.Item name={[name, "clock"]} label={t("archive.what")} rules={required}>
                <Select options={CLOCK_KINDS.map((value) => ({ value, label: t(`desk.clock.${value}`) }))} />
              </Form.Item>
              <Form.Item required name={[name, "level"]} label={t("desk.level_title")} initialValue={null}>
                <Select options={[any, ...LEVELS.map((value) => ({ value, label: words.short(value) }))]} />
              </Form.Item>
              <Form.Item required name={[name, "kind"]} label={t("desk.kind_title")} initialValue={null}>
                <Select
                  options={[any, ...TICKET_KINDS.map((value) => ({ value, label: t(`desk.kind.${value}`) }))]}
                />
              </Form.Item>
              <Form.Item required name={[name, "site_class"]} label={t("archive.site_class")}>
                <Input maxLength={40} placeholder={t("archive.any")} allowClear />
              </Form.Item>
              <Form.Item required name={[name, "guard"]} label={t("archive.guard")} initialValue={null}>
                <Select
                  options={[
                    any,
                    { value: true, label: t("archive.in_guard") },
                    { value: false, label: t("archive.outside_guard") },
                  ]}
                />
              </Form.Item>
              <Form.Item name={[name, "target"]} label={t("archive.within")} rules={required}>
                <TargetInput />
              </Form.Item>
              <div className="clause-line-end">
                <ClauseDetails within="lines" place={name} />
                <Button
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={t("archive.remove_line")}
                  onClick={() => remove(name)}
                />
              </div>
            </div>
          ))}
          <Button
            type="dashed"
            icon={<PlusOutlined />}
            onClick={() => add({ clock: "update", target: "1h" })}
          >
            {t("archive.add_line")}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}
