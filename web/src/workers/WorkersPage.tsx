/** What runs behind the pages, how it fares, and running it now. */
import { PlayCircleOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Card, Skeleton, Table } from "antd";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { Worker } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { Ago } from "../shared/DateTime";
import { spanInWords } from "../shared/duration";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Page } from "../shared/Page";
import { WorkerStateTag } from "../shared/State";
import { usePhone } from "../shared/usePhone";
import { runWorker, workersQuery } from "./queries";

export function Component() {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data, error, refetch } = useQuery(workersQuery);
  return (
    <Page title={t("workers.title")} subtitle={t("workers.hint")}>
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : phone ? (
        <ul className="card-list">
          {data.items.map((worker) => (
            <li key={`${worker.node}-${worker.name}`} className="card-row">
              <div className="card-top">
                <span className="card-title">
                  <Name worker={worker} />
                </span>
                <span className="card-right">
                  <WorkerStateTag state={worker.state} />
                </span>
              </div>
              <Said worker={worker} />
              <div className="card-facts">
                <span>
                  {t("workers.period")} {spanInWords(worker.period_seconds, t)}
                </span>
                {worker.last_finished_at && <Ago at={worker.last_finished_at} />}
                <span>
                  {t("workers.runs")} <Runs worker={worker} />
                </span>
              </div>
              <div style={{ marginBlockStart: 8 }}>
                <Run worker={worker} />
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Card className="list-card" styles={{ body: { padding: 0 } }}>
          <Table<Worker>
            size="middle"
            rowKey={(worker) => `${worker.node}-${worker.name}`}
            dataSource={data.items}
            pagination={false}
            scroll={{ x: "max-content" }}
            columns={[
              {
                title: t("workers.name"),
                render: (_, worker) => (
                  <>
                    <strong>
                      <Name worker={worker} />
                    </strong>
                    <div className="faint small">
                      <span className="mono">{worker.name}</span> · {worker.node}
                      {worker.lease && ` · ${t("workers.leased_by", { holder: worker.lease.holder })}`}
                    </div>
                  </>
                ),
              },
              {
                title: t("workers.state_title"),
                render: (_, worker) => <WorkerStateTag state={worker.state} />,
              },
              {
                title: t("workers.period"),
                render: (_, worker) => spanInWords(worker.period_seconds, t),
              },
              {
                title: t("workers.last"),
                render: (_, worker) =>
                  worker.last_finished_at ? (
                    <Ago at={worker.last_finished_at} />
                  ) : (
                    <span className="faint">—</span>
                  ),
              },
              { title: t("workers.runs"), render: (_, worker) => <Runs worker={worker} /> },
              { title: t("workers.said"), render: (_, worker) => <Said worker={worker} /> },
              { title: "", render: (_, worker) => <Run worker={worker} /> },
            ]}
          />
        </Card>
      )}
    </Page>
  );
}

/** Those that this page can name; a newer server may have more. */
const NAMED = [
  "caller",
  "courier",
  "intake",
  "poller",
  "sealer",
  "series_retention",
  "session_sweeper",
  "thresholds",
  "webhook_courier",
  "webhook_feeder",
] as const;

/** What it is for, in plain words; its own name where we do not know it. */
function Name({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const known = NAMED.find((name) => name === worker.name);
  return known ? t(`workers.what.${known}`) : <span className="mono">{worker.name}</span>;
}

function Runs({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  return (
    <span className="nowrap">
      {worker.runs}
      {worker.failures > 0 && (
        <span className="legend-down"> · {t("workers.failures", { count: worker.failures })}</span>
      )}
    </span>
  );
}

function Said({ worker }: { worker: Worker }) {
  return (
    <div className="cell-title small">
      {worker.last_error ? <span className="legend-down">{worker.last_error}</span> : worker.last_report}
    </div>
  );
}

function Run({ worker }: { worker: Worker }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const mayNotRun = useWhyNot("workers.run");
  const run = async () => {
    try {
      await runWorker(worker.name);
      void message.success(t("workers.started", { name: worker.name }));
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      await queries.invalidateQueries({ queryKey: ["workers"] });
    }
  };
  return (
    <ActionButton size="small" icon={<PlayCircleOutlined />} whyNot={mayNotRun} onClick={() => void run()}>
      {t("workers.run")}
    </ActionButton>
  );
}
