/** Escalation policies with their drawn timeline, and which of them holds for which contract and level. */

import { EditOutlined, HistoryOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select, Skeleton, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import { LEVELS } from "../api/types";
import { paths } from "../app/paths";
import { allCustomersQuery, contractsQuery } from "../archive/queries";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useLevelWords } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { useRungs } from "./drawn";
import { Ladder } from "./Ladder";
import { PolicyDialog } from "./PolicyDialog";
import { PolicyVersions } from "./PolicyVersions";
import { policiesQuery, setUse, usesQuery } from "./queries";
import type { EscalationPolicy } from "./types";

const COLUMNS = [null, ...LEVELS] as const;

export function Component() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(policiesQuery);
  const [editing, setEditing] = useState<EscalationPolicy | "new" | null>(null);
  const [looking, setLooking] = useState<EscalationPolicy | null>(null);
  const mayNotWrite = useWhyNot("policies.write");
  return (
    <Page
      title={t("calling.policies")}
      subtitle={t("calling.policies_hint")}
      back={{ to: paths.calling, label: t("calling.forecast") }}
      extra={
        <ActionButton
          type="primary"
          icon={<PlusOutlined />}
          whyNot={mayNotWrite}
          onClick={() => setEditing("new")}
        >
          {t("calling.add_policy")}
        </ActionButton>
      }
    >
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <div className="panel-stack">
          {data.items.map((policy) => (
            <PolicyPanel
              key={policy.id}
              policy={policy}
              whyNot={mayNotWrite}
              onEdit={() => setEditing(policy)}
              onLook={() => setLooking(policy)}
            />
          ))}
          <Uses policies={data.items} whyNot={mayNotWrite} />
        </div>
      )}
      {looking && <PolicyVersions policy={looking} onClose={() => setLooking(null)} />}
      {editing && (
        <PolicyDialog policy={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}

function PolicyPanel({
  policy,
  whyNot,
  onEdit,
  onLook,
}: {
  policy: EscalationPolicy;
  whyNot: string | null;
  onEdit: () => void;
  onLook: () => void;
}) {
  const { t } = useTranslation();
  const name = policy.built_in ? t("calling.usual") : policy.name;
  return (
    <Panel
      title={
        <span className="policy-head">
          {name}
          {policy.built_in ? <Tag>{t("calling.built_in")}</Tag> : <Tag>v{policy.version}</Tag>}
        </span>
      }
      extra={
        !policy.built_in && (
          <span className="policy-head">
            <Button size="small" icon={<HistoryOutlined />} onClick={onLook}>
              {t("calling.versions")}
            </Button>
            <ActionButton size="small" icon={<EditOutlined />} whyNot={whyNot} onClick={onEdit}>
              {t("shared.edit")}
            </ActionButton>
          </span>
        )
      }
    >
      <Ladder label={name} rungs={useRungs(policy.plan)} />
      {policy.plan.again && <p className="faint small">{t("calling.begins_anew", policy.plan.again)}</p>}
      {!policy.built_in && (
        <p className="faint small">
          {policy.written_by} · <DateTime at={policy.written_at} /> {policy.reason}
        </p>
      )}
    </Panel>
  );
}

/** One row a contract, one column a level; what is left open falls to the less specific. */
function Uses({ policies, whyNot }: { policies: EscalationPolicy[]; whyNot: string | null }) {
  const { t } = useTranslation();
  const words = useLevelWords();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const uses = useQuery(usesQuery).data?.items ?? [];
  const contracts = useQuery(contractsQuery({ limit: 200 })).data?.items ?? [];
  const customers = useQuery(allCustomersQuery).data;
  const customerName = (id: number) => customers?.find((customer) => customer.id === id)?.name ?? "";
  const options = policies
    .filter((policy) => !policy.built_in)
    .map((policy) => ({ value: policy.id, label: policy.name }));
  const change = async (contract: number | null, level: 1 | 2 | 3 | null, policy: number | null) => {
    try {
      queries.setQueryData(
        usesQuery.queryKey,
        await setUse({ contract_id: contract, level, policy_id: policy }),
      );
    } catch (error) {
      void message.error(asProblem(error).detail);
    }
  };
  const rows = [
    { id: null, name: t("calling.every_contract"), customer: null },
    ...contracts.map(({ id, name, customer_id }) => ({ id, name, customer: customerName(customer_id) })),
  ];
  return (
    <Panel title={t("calling.uses")} flush>
      <div style={{ overflowX: "auto" }}>
        <table className="rights">
          <thead>
            <tr>
              <th scope="col">{t("calling.contract")}</th>
              {COLUMNS.map((level) => (
                <th scope="col" key={level ?? 0}>
                  {level === null ? t("calling.every_level") : words.short(level)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id ?? 0}>
                <th scope="row">
                  {row.name}
                  {row.customer && <div className="faint small">{row.customer}</div>}
                </th>
                {COLUMNS.map((level) => {
                  const used = uses.find((use) => use.contract_id === row.id && use.level === level);
                  return (
                    <td key={level ?? 0}>
                      <Select<number>
                        allowClear
                        size="small"
                        style={{ minWidth: 130 }}
                        disabled={whyNot !== null}
                        title={whyNot ?? undefined}
                        aria-label={`${row.name} · ${level === null ? t("calling.every_level") : words.name(level)}`}
                        placeholder={t("calling.inherited")}
                        value={used?.policy_id}
                        options={options}
                        onChange={(policy) => void change(row.id, level, policy ?? null)}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
