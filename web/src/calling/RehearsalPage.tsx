/** Whether the chain holds: what the night's rehearsal found, and what the auditor sees now. */
import { PlayCircleOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Skeleton, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asProblem } from "../api/problem";
import { paths, withQuery } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import "./calling.css";
import { auditQuery, rehearsalsQuery, rehearse } from "./queries";
import type { CallGap, CallRehearsal } from "./types";

const COLOURS = { broken: "error", weak: "warning", thin: "default" } as const;

export function Component() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(rehearsalsQuery);
  const mayNot = useWhyNot("rehearsals.run");
  const run = useMutation({
    mutationFn: rehearse,
    onSuccess: (answer) => queries.setQueryData(rehearsalsQuery.queryKey, answer),
    onError: (failure) => void message.error(asProblem(failure).detail),
  });
  return (
    <Page
      title={t("calling.rehearsal")}
      subtitle={t("calling.rehearsal_hint")}
      back={{ to: paths.calling, label: t("calling.forecast") }}
      extra={
        <ActionButton
          type="primary"
          icon={<PlayCircleOutlined />}
          whyNot={mayNot}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t("calling.rehearse_now")}
        </ActionButton>
      }
    >
      <div className="panel-stack">
        <Audit />
        {error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Skeleton active />
        ) : data.items.length === 0 ? (
          <EmptyState title={t("calling.never_rehearsed")} hint={t("calling.rehearsal_hint")} />
        ) : (
          <>
            {data.items[0] && <Newest rehearsal={data.items[0]} />}
            {data.items.length > 1 && <Earlier rehearsals={data.items.slice(1)} />}
          </>
        )}
      </div>
    </Page>
  );
}

function Audit() {
  const { t } = useTranslation();
  const { data } = useQuery(auditQuery);
  if (!data) return null;
  return (
    <Panel title={t("calling.audit")}>
      {data.at === null ? (
        <p>{t("calling.never_audited")}</p>
      ) : (
        <p role="status">
          <DateTime at={data.at} precision="second" /> ·{" "}
          {t("calling.open_escalations", { count: data.open_escalations })} ·{" "}
          {data.findings.length === 0 ? (
            <span className="legend-up">{t("calling.all_go_on")}</span>
          ) : (
            t("calling.findings", { count: data.findings.length })
          )}
        </p>
      )}
      {data.findings.length > 0 && (
        <ul className="plain-list gap-list">
          {data.findings.map((finding) => (
            <li key={finding.text}>
              <Tag color="error">{t(`calling.finding.${finding.code}`)}</Tag>
              {finding.ticket_id === null ? (
                finding.text
              ) : (
                <Link to={paths.ticket(finding.ticket_id)}>{finding.text}</Link>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="faint small">
        {!data.outside ? (
          t("calling.no_outside")
        ) : data.ping_error ? (
          t("calling.outside_deaf", { reason: data.ping_error })
        ) : (
          <>
            {t("calling.outside_heard")} <DateTime at={data.pinged_at} precision="second" />
          </>
        )}
      </p>
    </Panel>
  );
}

function Newest({ rehearsal }: { rehearsal: CallRehearsal }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={
        <>
          {rehearsal.by_hand ? t("calling.by_hand") : t("calling.nightly")}{" "}
          <span className="faint small">
            <DateTime at={rehearsal.at} /> ·{" "}
            {t("calling.asked", { customers: rehearsal.customers, questions: rehearsal.questions })}
          </span>
        </>
      }
    >
      {rehearsal.questions === 0 ? (
        <EmptyState
          title={t("calling.nothing_checked")}
          hint={t("calling.nothing_checked_hint")}
          action={
            <Link to={paths.customers}>
              <Button>{t("archive.customers")}</Button>
            </Link>
          }
        />
      ) : rehearsal.gaps.length === 0 ? (
        <p className="legend-up">{t("calling.no_gaps")}</p>
      ) : (
        <ul className="plain-list gap-list">
          {rehearsal.gaps.map((gap) => (
            <Gap key={`${gap.customer.id}-${gap.code}-${gap.text}`} gap={gap} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Gap({ gap }: { gap: CallGap }) {
  const { t } = useTranslation();
  const here = withQuery(paths.calling, { customer: gap.customer.id, level: gap.level, at: gap.at });
  return (
    <li>
      <Tag color={COLOURS[gap.severity]}>{t(`calling.severity.${gap.severity}`)}</Tag>
      <strong>{gap.customer.name}</strong>
      <LevelTag level={gap.level as 1 | 2 | 3} short />
      <span>{gap.text}</span>
      <Link to={here} className="small">
        {t("calling.from")} <DateTime at={gap.at} />
      </Link>
    </li>
  );
}

function Earlier({ rehearsals }: { rehearsals: CallRehearsal[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("calling.earlier")}>
      <ul className="plain-list gap-list">
        {rehearsals.map((rehearsal) => (
          <li key={rehearsal.at}>
            <DateTime at={rehearsal.at} />
            <span className="faint">{rehearsal.by_hand ? t("calling.by_hand") : t("calling.nightly")}</span>
            {rehearsal.questions === 0
              ? t("calling.nothing_checked")
              : t("calling.gaps", { count: rehearsal.gaps.length })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
