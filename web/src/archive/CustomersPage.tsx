/** Who is served. */
import { BankOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Customer } from "../api/types";
import { paths } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { CustomerDialog } from "./dialogs";
import { customersQuery } from "./queries";

export function Component() {
  const { t } = useTranslation();
  const state = useListState([], "name");
  const result = useQuery(customersQuery(state.query));
  const [adding, setAdding] = useState(false);
  const mayNotWrite = useWhyNot("customers.write");
  const add = (
    <ActionButton type="primary" icon={<PlusOutlined />} whyNot={mayNotWrite} onClick={() => setAdding(true)}>
      {t("archive.add_customer")}
    </ActionButton>
  );
  const columns: ListColumn<Customer>[] = [
    {
      key: "name",
      title: t("archive.name"),
      sortBy: "name",
      render: (_, customer) => (
        <div className="cell-title">
          <Link to={paths.customer(customer.id)}>{customer.name}</Link>
          <div className="faint small">{customer.note}</div>
        </div>
      ),
    },
    {
      key: "code",
      title: t("archive.code"),
      render: (_, customer) => <span className="mono">{customer.code}</span>,
    },
    { key: "address", title: t("archive.street"), render: (_, customer) => customer.address ?? "—" },
    { key: "sites", title: t("archive.sites"), align: "right", render: (_, customer) => customer.sites },
    {
      key: "devices",
      title: t("archive.devices"),
      align: "right",
      render: (_, customer) => customer.devices,
    },
  ];
  return (
    <>
      <ListPage<Customer>
        title={t("archive.customers")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("archive.search_customers")}
        columns={columns}
        rowPath={(customer) => paths.customer(customer.id)}
        card={(customer) => (
          <>
            <div className="card-title">{customer.name}</div>
            <div className="card-facts">
              <span className="mono">{customer.code}</span>
              <span>{t("archive.count_devices", { count: customer.devices })}</span>
              <span>{t("archive.count_sites", { count: customer.sites })}</span>
            </div>
          </>
        )}
        empty={{
          icon: <BankOutlined />,
          title: t("archive.no_customers"),
          hint: t("archive.no_customers_hint"),
          action: add,
        }}
      />
      {adding && <CustomerDialog onClose={() => setAdding(false)} />}
    </>
  );
}
