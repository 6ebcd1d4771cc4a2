/** What was promised to whom: contracts with their tables of promised times. */
import { FileProtectOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Contract, FilterOf } from "../api/types";
import { paths } from "../app/paths";
import { today } from "../roster/month";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import "./archive.css";
import { ContractDialog } from "./ContractDialog";
import { ContractVersions } from "./ContractVersions";
import { PromiseGrid } from "./PromiseGrid";
import { CustomerPicker } from "./pickers";
import { allCustomersQuery, contractsQuery } from "./queries";

const FILTERS = ["customer_id"] as const satisfies FilterOf<"/api/v1/contracts">[];

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "");
  const result = useQuery(contractsQuery(state.query));
  const customers = useQuery(allCustomersQuery).data;
  const [editing, setEditing] = useState<Contract | "new" | null>(null);
  const [looking, setLooking] = useState<Contract | null>(null);
  const mayNotWrite = useWhyNot("contracts.write");
  const customerName = (id: number) => customers?.find((customer) => customer.id === id)?.name ?? "";
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotWrite}
      onClick={() => setEditing("new")}
    >
      {t("archive.add_contract")}
    </ActionButton>
  );
  const term = (contract: Contract) => (
    <span className={contract.ends_on < today() ? "legend-down nowrap" : "nowrap"}>
      {contract.starts_on} – {contract.ends_on}
      {contract.ends_on < today() && ` · ${t("archive.ended")}`}
    </span>
  );
  const columns: ListColumn<Contract>[] = [
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "name",
      render: (_, contract) => (
        <div className="cell-title">
          <strong>{contract.name}</strong>
          <div className="faint small">
            <span className="mono">{contract.number}</span> ·{" "}
            <Button type="link" size="small" className="inline-link" onClick={() => setLooking(contract)}>
              {t("archive.version", { version: contract.version })}
            </Button>
          </div>
        </div>
      ),
    },
    {
      key: "customer",
      title: t("archive.customer"),
      sortBy: "customer",
      render: (_, contract) => (
        <Link to={paths.customer(contract.customer_id)}>{customerName(contract.customer_id)}</Link>
      ),
    },
    { key: "term", title: t("archive.term"), sortBy: "ends_on", render: (_, contract) => term(contract) },
    {
      key: "promises",
      title: t("archive.promises"),
      render: (_, contract) => <PromiseGrid contract={contract} />,
    },
    {
      key: "edit",
      title: "",
      render: (_, contract) => (
        <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(contract)}>
          {t("shared.edit")}
        </ActionButton>
      ),
    },
  ];
  return (
    <>
      <ListPage<Contract>
        title={t("archive.contracts")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("archive.search_contracts")}
        filters={
          <CustomerPicker
            allowClear
            className="list-filter"
            value={Number(state.filters.customer_id) || undefined}
            onChange={(id) => state.change({ customer_id: id ? String(id) : null })}
          />
        }
        columns={columns}
        card={(contract) => (
          <>
            <div className="card-title">{contract.name}</div>
            <div className="card-facts">
              <span>{customerName(contract.customer_id)}</span>
              {term(contract)}
            </div>
            <PromiseGrid contract={contract} />
            <div className="card-facts">
              <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(contract)}>
                {t("shared.edit")}
              </ActionButton>
              <Button size="small" onClick={() => setLooking(contract)}>
                {t("archive.version", { version: contract.version })}
              </Button>
            </div>
          </>
        )}
        empty={{
          icon: <FileProtectOutlined />,
          title: t("archive.no_contracts"),
          hint: t("archive.no_contracts_hint"),
          action: add,
        }}
      />
      {looking && <ContractVersions contract={looking} onClose={() => setLooking(null)} />}
      {editing && (
        <ContractDialog contract={editing === "new" ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}
