/** Where a check that waits for calls is called, and what was heard last. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Modal, Popconfirm, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import type { CustomCheck } from "../../api/types";
import { Ago } from "../../shared/DateTime";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { heartbeatQuery, renewHeartbeat } from "../queries";
import "../watch.css";

export function HeartbeatDialog({ check, onClose }: { check: CustomCheck; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({ ...heartbeatQuery(check.id), refetchInterval: 5_000 });
  const renew = async () => {
    try {
      queries.setQueryData(heartbeatQuery(check.id).queryKey, await renewHeartbeat(check.id));
      void message.success(t("checks.address_renewed"));
    } catch (failed) {
      void message.error(asProblem(failed).detail);
    }
  };
  const url = data && `${window.location.origin}${data.path}`;
  const heard = data?.called_at
    ? [
        { key: "at", label: t("checks.called"), children: <Ago at={data.called_at} /> },
        {
          key: "ok",
          label: t("checks.said"),
          children: (
            <span className="break">
              {t(data.ok ? "checks.said_ok" : "checks.said_not_ok")}
              {data.text && ` · ${data.text}`}
              {data.value !== null && ` · ${data.value}`}
            </span>
          ),
        },
        { key: "calls", label: t("checks.calls"), children: data.calls },
      ]
    : [{ key: "at", label: t("checks.called"), children: t("checks.never_called") }];
  return (
    <Modal
      open
      title={t("checks.address_of", { name: check.name })}
      width={640}
      onCancel={onClose}
      footer={
        <Popconfirm title={t("checks.renew_sure")} onConfirm={() => void renew()}>
          <Button disabled={!data}>{t("checks.renew")}</Button>
        </Popconfirm>
      }
    >
      {!data ? (
        error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : (
          <Skeleton active />
        )
      ) : (
        <>
          <p>{t("checks.address_hint")}</p>
          <Typography.Paragraph copyable={{ text: url }} className="mono break">
            {url}
          </Typography.Paragraph>
          <p className="faint small">{t("checks.call_example")}</p>
          <pre className="mono question-json wrapped">{`curl -fsS -m 10 --retry 3 "${url}"\ncurl -fsS "${url}?ok=false&text=disk%20full"`}</pre>
          <Descriptions column={1} size="small" items={heard} />
        </>
      )}
    </Modal>
  );
}
