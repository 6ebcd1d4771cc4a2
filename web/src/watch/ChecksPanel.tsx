/** What is asked of a device again and again, the last answer, and asking now. */
import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Skeleton, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Check, CheckTry } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { Ago } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { DeviceStateTag } from "../shared/State";
import { checksQuery, tryCheck } from "./queries";

export function ChecksPanel({ deviceId }: { deviceId: number }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ ...checksQuery(deviceId), refetchInterval: 30_000 });
  const [trying, setTrying] = useState<Check | null>(null);
  const mayNotTry = useWhyNot("checks.try");
  return (
    <Panel title={t("watch.checks")} flush>
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active className="panel-body" />
      ) : data.items.length === 0 ? (
        <EmptyState title={t("watch.no_checks")} hint={t("watch.no_checks_hint")} />
      ) : (
        <ul className="plain-list rows">
          {data.items.map((check) => (
            <li key={check.id} className="check-row">
              <span className="check-what">
                <strong>{check.name}</strong>
                <span className="faint small">
                  {check.last ? (
                    <>
                      <span className="break">{check.last.text}</span>
                      {check.last.milliseconds !== null && ` · ${check.last.milliseconds.toFixed(1)} ms`} ·{" "}
                      <Ago at={check.last.at} />
                    </>
                  ) : (
                    t("watch.not_asked_yet", { seconds: check.period_seconds })
                  )}
                </span>
              </span>
              <DeviceStateTag state={check.state} />
              <ActionButton size="small" whyNot={mayNotTry} onClick={() => setTrying(check)}>
                {t("watch.try")}
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      {trying && <TryDialog check={trying} onClose={() => setTrying(null)} />}
    </Panel>
  );
}

function TryDialog({ check, onClose }: { check: Check; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useQuery<CheckTry>({
    queryKey: ["try", check.id],
    queryFn: () => tryCheck(check.id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  });
  return (
    <Modal
      open
      title={t("watch.try_title", { name: check.name })}
      onCancel={onClose}
      footer={[
        <Button key="again" loading={isFetching} onClick={() => void refetch()}>
          {t("watch.try_again")}
        </Button>,
        <Button key="close" type="primary" onClick={onClose}>
          {t("shared.close")}
        </Button>,
      ]}
    >
      <p className="dialog-intro">{t("watch.try_intro")}</p>
      {error ? (
        <ErrorPanel error={error} />
      ) : !data || isFetching ? (
        <Skeleton active paragraph={{ rows: 2 }} />
      ) : (
        <>
          <p className={data.ok ? "legend-up" : "legend-down"}>
            <strong>{data.ok ? t("watch.answered") : t("watch.no_answer")}</strong> {data.text}
            {data.milliseconds !== null && ` · ${data.milliseconds.toFixed(1)} ms`}
          </p>
          {data.measurements.length > 0 && (
            <Table
              size="small"
              rowKey="name"
              pagination={false}
              scroll={{ y: 260 }}
              dataSource={data.measurements}
              columns={[
                { dataIndex: "name", title: t("watch.measurement") },
                { dataIndex: "value", title: t("watch.value"), align: "right" },
                { dataIndex: "unit", title: t("watch.unit") },
              ]}
            />
          )}
        </>
      )}
    </Modal>
  );
}
