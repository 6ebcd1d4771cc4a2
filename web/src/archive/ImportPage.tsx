/** Devices from a table: every bad line is named before anything is taken over. */
import { DownloadOutlined, InboxOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Flex, Table, Tag, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Problem } from "../api/problem";
import type { ImportReport } from "../api/types";
import { paths } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { KindLabel } from "./kinds";
import { importDevices } from "./queries";

const COLUMNS =
  "customer,site,name,kind,vendor,model,serial,address,parent,snmp_version,snmp_port,snmp_community,http_port,rtsp_port";
const LARGEST_BYTES = 10 * 1024 * 1024;

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const mayNotImport = useWhyNot("devices.import");
  const [file, setFile] = useState<File | null>(null);
  const [places, setPlaces] = useState(false);
  const [report, setReport] = useState<ImportReport | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const send = async (csv: File, create_places: boolean, apply: boolean) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await importDevices(csv, { apply, create_places });
      setReport(answer);
      if (!answer.applied) return;
      for (const touched of ["devices", "customers", "sites", "fleet", "device-states"])
        void queries.invalidateQueries({ queryKey: [touched] });
      void message.success(t("archive.imported", { created: answer.created, updated: answer.updated }));
      await navigate(paths.devices);
    } catch (caught) {
      setError(caught);
      // The file changed its meaning since the preview (somebody else wrote): show it anew.
      if (apply && caught instanceof Problem && caught.status === 422) setReport(null);
    } finally {
      setBusy(false);
    }
  };
  const choose = (csv: File) => {
    setReport(null);
    setError(null);
    if (csv.size > LARGEST_BYTES) return setError(new Error(t("archive.file_too_large")));
    setFile(csv);
    void send(csv, places, false);
  };
  return (
    <Page
      title={t("archive.import_title")}
      subtitle={t("archive.import_intro")}
      back={{ to: paths.devices, label: t("archive.devices") }}
    >
      <Panel
        title={t("archive.file")}
        extra={
          <a
            href={`data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(`${COLUMNS}\r\n`)}`}
            download="devices.csv"
          >
            <DownloadOutlined /> {t("archive.template")}
          </a>
        }
      >
        <Upload.Dragger
          accept=".csv,text/csv"
          showUploadList={false}
          disabled={busy || mayNotImport !== null}
          beforeUpload={(chosen) => {
            choose(chosen);
            return false;
          }}
        >
          <p>
            <InboxOutlined className="empty-icon" />
          </p>
          <p>{file ? file.name : t("archive.drop_here")}</p>
          <p className="faint small">{mayNotImport ?? t("archive.drop_hint")}</p>
        </Upload.Dragger>
        <Checkbox
          checked={places}
          disabled={busy}
          style={{ marginBlockStart: 12 }}
          onChange={(event) => {
            setPlaces(event.target.checked);
            if (file) void send(file, event.target.checked, false);
          }}
        >
          {t("archive.create_places")}
        </Checkbox>
      </Panel>
      {error !== null && <ErrorPanel error={error} />}
      {report && (
        <Report
          report={report}
          busy={busy}
          whyNot={report.errors.length > 0 ? t("archive.clean_first") : mayNotImport}
          onApply={() => file && void send(file, places, true)}
          onAgain={() => file && void send(file, places, false)}
        />
      )}
    </Page>
  );
}

interface ReportProps {
  report: ImportReport;
  busy: boolean;
  whyNot: string | null;
  onApply: () => void;
  onAgain: () => void;
}

const TONES = { create: "success", update: "processing", unchanged: undefined } as const;

function Report({ report, busy, whyNot, onApply, onAgain }: ReportProps) {
  const { t } = useTranslation();
  const { created, updated, unchanged, errors } = report;
  return (
    <Panel
      className="import-report"
      title={t("archive.preview", { count: report.lines })}
      extra={
        <Flex gap={8}>
          {errors.length > 0 && (
            <Button onClick={onAgain} loading={busy}>
              {t("archive.check_again")}
            </Button>
          )}
          <ActionButton type="primary" whyNot={whyNot} loading={busy} onClick={onApply}>
            {t("archive.apply")}
          </ActionButton>
        </Flex>
      }
    >
      <Alert
        showIcon
        type={errors.length > 0 ? "error" : "success"}
        title={
          errors.length > 0
            ? t("archive.bad_lines", { count: errors.length })
            : t("archive.all_clean", { created, updated, unchanged })
        }
        description={errors.length > 0 ? t("archive.bad_lines_hint") : undefined}
      />
      {errors.length > 0 && (
        <Table
          size="small"
          className="import-table"
          rowKey={(row) => `${row.line}-${row.column}-${row.code}`}
          dataSource={errors}
          pagination={errors.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          scroll={{ x: "max-content" }}
          columns={[
            { title: t("archive.line"), dataIndex: "line", width: 80 },
            {
              title: t("archive.column"),
              dataIndex: "column",
              render: (column) => (column ? <code>{column}</code> : "—"),
            },
            { title: t("archive.what_is_wrong"), dataIndex: "detail" },
          ]}
        />
      )}
      {report.preview.length > 0 && (
        <Table
          size="small"
          className="import-table"
          rowKey="line"
          dataSource={report.preview}
          pagination={false}
          scroll={{ x: "max-content", y: 480 }}
          columns={[
            { title: t("archive.line"), dataIndex: "line", width: 80 },
            {
              title: t("archive.what_happens"),
              render: (_, row) => (
                <Tag color={TONES[row.action]}>{t(`archive.import_action.${row.action}`)}</Tag>
              ),
            },
            { title: t("archive.name"), dataIndex: "name" },
            { title: t("archive.device_kind"), render: (_, row) => <KindLabel kind={row.kind} /> },
            { title: t("archive.address"), dataIndex: "address", className: "mono" },
            { title: t("archive.site"), dataIndex: "site" },
          ]}
        />
      )}
    </Panel>
  );
}
