/** What is asked of a device again and again, the last answer, asking now, and what people ask besides. */

import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Modal, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Check, CheckTry, CustomCheck, Device } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { CheckDialog } from "./checks/CheckDialog";
import { CheckRow } from "./checks/CheckRow";
import { HeartbeatDialog } from "./checks/HeartbeatDialog";
import { periodOf } from "./checks/period";
import { useWhyNotEnter } from "./checks/right";
import { Verdict } from "./checks/Verdict";
import { checksQuery, customChecksQuery, tryCheck } from "./queries";

/** After something was entered or removed, the poller follows within seconds. */
const FOLLOWED_MS = 15_000;

export function ChecksPanel({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [soon, setSoon] = useState(0);
  const { data, error, refetch } = useQuery({
    ...checksQuery(device.id),
    refetchInterval: () => (Date.now() < soon ? 1500 : 30_000),
  });
  const entered = useQuery(customChecksQuery(device.id)).data?.items ?? [];
  const [trying, setTrying] = useState<Check | null>(null);
  const [dialog, setDialog] = useState<{ entered?: CustomCheck } | null>(null);
  const [called, setCalled] = useState<CustomCheck | null>(null);
  const mayNotTry = useWhyNot("checks.try");
  const mayNotEnter = useWhyNotEnter();
  const follow = () => setSoon(Date.now() + FOLLOWED_MS);
  const checks = data?.items ?? [];
  const asked = new Map(checks.map((check) => [check.name, check]));
  const names = [...new Set([...asked.keys(), ...entered.map(({ name }) => name)])];
  return (
    <Panel
      title={t("watch.checks")}
      flush
      extra={
        <ActionButton size="small" icon={<PlusOutlined />} whyNot={mayNotEnter} onClick={() => setDialog({})}>
          {t("checks.add")}
        </ActionButton>
      }
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active className="panel-body" />
      ) : names.length === 0 ? (
        <EmptyState title={t("watch.no_checks")} hint={t("watch.no_checks_hint")} />
      ) : (
        <ul className="plain-list rows">
          {names.map((name) => (
            <CheckRow
              key={name}
              name={name}
              check={asked.get(name)}
              entered={entered.find((known) => known.name === name)}
              mayNotTry={mayNotTry}
              mayNotEnter={mayNotEnter}
              onTry={setTrying}
              onChange={(entered) => setDialog({ entered })}
              onAddress={setCalled}
              onRemoved={follow}
            />
          ))}
        </ul>
      )}
      {trying && <TryDialog check={trying} onClose={() => setTrying(null)} />}
      {called && <HeartbeatDialog check={called} onClose={() => setCalled(null)} />}
      {dialog && (
        <CheckDialog
          device={device}
          entered={dialog.entered}
          asked={dialog.entered && asked.get(dialog.entered.name)}
          period={periodOf(checks, entered)}
          onDone={(done) => {
            follow();
            // Whoever enters one must know where to call.
            if (!dialog.entered && done.question.kind === "heartbeat") setCalled(done);
          }}
          onClose={() => setDialog(null)}
        />
      )}
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
        <Verdict of={data} />
      )}
    </Modal>
  );
}
