/** What the customer is told on which occasion, in the house's own words. */
import { EditOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Popconfirm, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { paths } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog } from "../shared/FormDialog";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import "./calling.css";
import { templatesQuery, writeTemplate } from "./queries";
import type { MessageTemplate } from "./types";

export function Component() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(templatesQuery);
  const [editing, setEditing] = useState<MessageTemplate | null>(null);
  const mayNotWrite = useWhyNot("templates.write");
  const back = async (template: MessageTemplate) => {
    try {
      queries.setQueryData(
        templatesQuery.queryKey,
        await writeTemplate(template.notice, { version: template.version }),
      );
    } catch (failure) {
      void message.error(asProblem(failure).detail);
    }
  };
  return (
    <Page
      title={t("calling.templates")}
      subtitle={t("calling.templates_hint")}
      back={{ to: paths.calling, label: t("calling.forecast") }}
    >
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <div className="panel-stack">
          {data.items.map((template) => (
            <Panel
              key={template.notice}
              title={
                <span className="policy-head">
                  {t(`calling.notice.${template.notice}`)}
                  <Tag>{template.version === 0 ? t("calling.built_in") : `v${template.version}`}</Tag>
                </span>
              }
              extra={
                <span className="policy-head">
                  {template.version > 0 && !mayNotWrite && (
                    <Popconfirm title={t("calling.back_sure")} onConfirm={() => back(template)}>
                      <Button size="small">{t("calling.back_to_built_in")}</Button>
                    </Popconfirm>
                  )}
                  <ActionButton
                    size="small"
                    icon={<EditOutlined />}
                    whyNot={mayNotWrite}
                    onClick={() => setEditing(template)}
                  >
                    {t("shared.edit")}
                  </ActionButton>
                </span>
              }
            >
              <strong>{i18n.language === "zh" ? template.subject_zh : template.subject_en}</strong>
              <p style={{ whiteSpace: "pre-line" }}>
                {i18n.language === "zh" ? template.body_zh : template.body_en}
              </p>
            </Panel>
          ))}
        </div>
      )}
      {editing && <TemplateDialog template={editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

type Texts = Pick<MessageTemplate, "subject_en" | "subject_zh" | "body_en" | "body_zh">;

function TemplateDialog({ template, onClose }: { template: MessageTemplate; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormDialog<Texts>
      open
      width={680}
      title={t(`calling.notice.${template.notice}`)}
      intro={t("calling.places", { places: template.places.map((place) => `{${place}}`).join(" ") })}
      submitText={t("shared.save")}
      initialValues={template}
      onSubmit={async (texts) =>
        queries.setQueryData(
          templatesQuery.queryKey,
          await writeTemplate(template.notice, { ...texts, version: template.version }),
        )
      }
      onClose={onClose}
    >
      <Form.Item name="subject_zh" label={t("calling.subject_zh")} required>
        <Input lang="zh" maxLength={200} />
      </Form.Item>
      <Form.Item name="body_zh" label={t("calling.body_zh")} required>
        <Input.TextArea lang="zh" maxLength={4000} autoSize={{ minRows: 3 }} />
      </Form.Item>
      <Form.Item name="subject_en" label={t("calling.subject_en")} required>
        <Input lang="en" maxLength={200} />
      </Form.Item>
      <Form.Item name="body_en" label={t("calling.body_en")} required>
        <Input.TextArea lang="en" maxLength={4000} autoSize={{ minRows: 3 }} />
      </Form.Item>
    </FormDialog>
  );
}
