/** The rules that hold what is measured against limits, each said in a sentence. */
import { AimOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allCustomersQuery, allSitesQuery } from "../../archive/queries";
import { type ListColumn, ListPage } from "../../shared/ListPage";
import { useListState } from "../../shared/useListState";
import { statesOfQuery } from "../queries";
import { ActiveTag } from "./ActiveTag";
import { alertRulesQuery } from "./queries";
import { RuleDialog } from "./RuleDialog";
import { RuleDrawer } from "./RuleDrawer";
import { useMayRule } from "./right";
import { coversText, sentenceOf } from "./sentence";
import type { AlertRule } from "./types";
import "../watch.css";
import "./rules.css";

export function Component() {
  const { t } = useTranslation();
  const state = useListState([], "");
  const result = useQuery(alertRulesQuery(state.query));
  const words = useWords(result.data?.items ?? []);
  const mayRule = useMayRule();
  const [opened, setOpened] = useState<number | null>(null);
  const [writing, setWriting] = useState<AlertRule | "new" | null>(null);
  const shown = result.data?.items.find(({ id }) => id === opened);
  const add = mayRule && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting("new")}>
      {t("rules.enter")}
    </Button>
  );
  const columns: ListColumn<AlertRule>[] = [
    { key: "state", title: t("rules.state"), render: (_, { active }) => <ActiveTag active={active} /> },
    {
      key: "name",
      title: t("rules.name"),
      sortBy: "name",
      render: (_, { id, name }) => (
        <Button type="link" className="cell-button" onClick={() => setOpened(id)}>
          {name}
        </Button>
      ),
    },
    {
      key: "says",
      title: t("rules.says_title"),
      render: (_, { definition }) => <div className="cell-sentence">{sentenceOf(definition, t)}</div>,
    },
    {
      key: "covers",
      title: t("rules.covers"),
      render: (_, rule) => <div className="cell-covered">{words.covers(rule)}</div>,
    },
    {
      key: "customer",
      title: t("rules.customer"),
      render: (_, rule) => <div className="cell-customer">{words.customer(rule)}</div>,
    },
  ];
  return (
    <>
      <ListPage<AlertRule>
        title={t("rules.title")}
        subtitle={t("rules.intro")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("rules.search")}
        columns={columns}
        card={(rule) => (
          <>
            <div className="card-top">
              <ActiveTag active={rule.active} />
            </div>
            <Button type="link" className="cell-button card-title" onClick={() => setOpened(rule.id)}>
              {rule.name}
            </Button>
            <p>{sentenceOf(rule.definition, t)}</p>
            <div className="card-facts">
              <span>{words.covers(rule)}</span>
              <span>{words.customer(rule)}</span>
            </div>
          </>
        )}
        empty={{
          icon: <AimOutlined />,
          title: t("rules.none"),
          hint: t("rules.none_hint"),
          action: add || undefined,
        }}
      />
      {shown && (
        <RuleDrawer
          key={shown.id}
          rule={shown}
          covers={words.covers(shown)}
          customer={words.customer(shown)}
          onChange={() => {
            setOpened(null);
            setWriting(shown);
          }}
          onClose={() => setOpened(null)}
        />
      )}
      {writing && (
        <RuleDialog rule={writing === "new" ? undefined : writing} onClose={() => setWriting(null)} />
      )}
    </>
  );
}

/** Rules name sites, devices and customers by number: their names, asked for once for the whole page. */
function useWords(rules: AlertRule[]) {
  const { t } = useTranslation();
  const sites = useQuery(allSitesQuery()).data;
  const customers = useQuery(allCustomersQuery).data;
  const ids = [...new Set(rules.flatMap(({ definition }) => definition.of.device_ids))];
  const devices = useQuery(statesOfQuery(ids.slice(0, 200))).data;
  const names = {
    site: (id: number) => sites?.find((site) => site.id === id)?.name,
    device: (id: number) => devices?.get(id)?.device_name,
  };
  return {
    covers: (rule: AlertRule) => coversText(rule.definition.of, names, t),
    customer: ({ customer_id }: AlertRule) =>
      customer_id === null
        ? t("rules.every_customer")
        : (customers?.find(({ id }) => id === customer_id)?.name ?? `#${customer_id}`),
  };
}
