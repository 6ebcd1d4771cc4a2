/** What makes a level: names, meanings, and the numbers by which one is proposed. Every version is kept. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Select, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LEVELS, type LevelDefinitions } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog } from "../shared/FormDialog";
import { LevelTag, useLevelWords } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import "./desk.css";
import { defineLevels, levelsQuery } from "./queries";

const NUMBERS = ["interruption_minutes", "paralysed_percent", "partly_lost_percent", "share_from"] as const;

/** What a number is for; some lead to a level, which is named as the service names it. */
function useNumberText(): (number: (typeof NUMBERS)[number]) => string {
  const { t } = useTranslation();
  const words = useLevelWords();
  return (number) =>
    t(`desk.level_number.${number}`, { level: words.name(number === "partly_lost_percent" ? 2 : 1) });
}

export function Component() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useQuery(levelsQuery);
  const [editing, setEditing] = useState(false);
  const numberText = useNumberText();
  const mayNotWrite = useWhyNot("contracts.write");
  return (
    <Page
      title={t("desk.levels")}
      subtitle={t("desk.levels_hint")}
      extra={
        <ActionButton whyNot={mayNotWrite} onClick={() => setEditing(true)}>
          {t("shared.edit")}
        </ActionButton>
      }
    >
      {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data && (
        <div className="panel-stack">
          <Panel title={t("desk.level_meanings")} flush>
            <ul className="plain-list rows">
              {data.levels.map((level) => (
                <li key={level.level} className="rows-block">
                  <LevelTag level={level.level} />
                  <span>{i18n.language === "zh" ? level.meaning_zh : level.meaning_en}</span>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={t("desk.level_numbers")} className="levels-numbers">
            <dl className="clock-sum">
              {NUMBERS.map((name) => (
                <div key={name}>
                  <dt>{numberText(name)}</dt>
                  <dd>{data[name]}</dd>
                </div>
              ))}
              <div>
                <dt>{t("desk.level_number.guard_level")}</dt>
                <dd>
                  <LevelTag level={data.guard_level} short />
                </dd>
              </div>
            </dl>
            <p className="faint small">
              {data.version === 0
                ? t("desk.levels_of_plan")
                : t("archive.version", { version: data.version })}
            </p>
          </Panel>
        </div>
      )}
      {editing && data && <LevelsDialog levels={data} onClose={() => setEditing(false)} />}
    </Page>
  );
}

interface LevelsForm {
  reason: string;
  definitions: Omit<LevelDefinitions, "version">;
}

function LevelsDialog({ levels, onClose }: { levels: LevelDefinitions; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { version, ...definitions } = levels;
  const numberText = useNumberText();
  const required = [{ required: true, message: t("shared.required") }];
  return (
    <FormDialog<LevelsForm>
      open
      width={760}
      title={t("desk.levels")}
      intro={t("desk.levels_intro")}
      submitText={t("shared.save")}
      initialValues={{ definitions }}
      onSubmit={async (form) => {
        const saved = await defineLevels({
          version,
          reason: form.reason,
          definitions: {
            ...form.definitions,
            levels: form.definitions.levels.map((level, index) => ({ ...level, level: LEVELS[index] ?? 1 })),
          },
        });
        queries.setQueryData(levelsQuery.queryKey, saved);
        void message.success(t("archive.saved", { name: t("desk.levels") }));
      }}
      onClose={onClose}
    >
      {LEVELS.map((level, index) => (
        <fieldset key={level} className="severity">
          <legend>
            <LevelTag level={level} />
          </legend>
          <div className="form-columns">
            {(["name_zh", "name_en", "meaning_zh", "meaning_en"] as const).map((field) => (
              <Form.Item
                key={field}
                name={["definitions", "levels", index, field]}
                label={t(`desk.level_field.${field}`)}
                rules={required}
              >
                <Input maxLength={field.startsWith("name") ? 40 : 200} />
              </Form.Item>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="form-columns">
        {NUMBERS.map((name) => (
          <Form.Item key={name} name={["definitions", name]} label={numberText(name)} rules={required}>
            <InputNumber<number> min={1} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        ))}
        <Form.Item
          name={["definitions", "guard_level"]}
          label={t("desk.level_number.guard_level")}
          rules={required}
        >
          <Select options={LEVELS.map((value) => ({ value, label: words.name(value) }))} />
        </Form.Item>
      </div>
      <Form.Item name="reason" label={t("desk.field.reason")} rules={required}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}
