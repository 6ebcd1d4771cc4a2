/** People and what they may do: one role each. */
import { PlusOutlined, SafetyOutlined, TeamOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FilterOf } from "../api/types";
import { type Person, ROLES } from "../api/types";
import { paths } from "../app/paths";
import { allCustomersQuery } from "../archive/queries";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import { ContactCell } from "./ContactCell";
import { PersonDialog } from "./PersonDialog";
import { peopleQuery } from "./queries";

const FILTERS = ["role", "customer_id", "active"] as const satisfies FilterOf<"/api/v1/people">[];
const DEFAULTS = { active: "true" };

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "name", DEFAULTS);
  const result = useQuery(peopleQuery(state.query));
  const customers = useQuery(allCustomersQuery).data;
  const [editing, setEditing] = useState<Person | "new" | null>(null);
  const mayNotWrite = useWhyNot("people.write");
  const customerName = (id: number | null) => customers?.find((customer) => customer.id === id)?.name;
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotWrite}
      onClick={() => setEditing("new")}
    >
      {t("roster.add_person")}
    </ActionButton>
  );
  const columns: ListColumn<Person>[] = [
    {
      key: "name",
      title: t("roster.name"),
      sortBy: "name",
      render: (_, person) => (
        <>
          <strong>{person.name}</strong>
          <div className="faint small mono">{person.login}</div>
        </>
      ),
    },
    {
      key: "role",
      title: t("roster.role_title"),
      render: (_, person) => (
        <>
          {t(`roster.role.${person.role}`)}
          {person.customer_id !== null && (
            <div className="faint small">{customerName(person.customer_id)}</div>
          )}
        </>
      ),
    },
    {
      key: "phone",
      title: t("roster.phone"),
      render: (_, person) => <ContactCell person={person} way="phone" />,
    },
    {
      key: "email",
      title: t("roster.email"),
      render: (_, person) => <ContactCell person={person} way="email" />,
    },
    {
      key: "active",
      title: t("roster.state"),
      render: (_, person) =>
        person.active ? <Tag color="success">{t("roster.active")}</Tag> : <Tag>{t("roster.inactive")}</Tag>,
    },
    {
      key: "created",
      title: t("roster.since"),
      sortBy: "created_at",
      render: (_, person) => <DateTime at={person.created_at} precision="day" />,
    },
    {
      key: "edit",
      title: "",
      render: (_, person) => (
        <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(person)}>
          {t("shared.edit")}
        </ActionButton>
      ),
    },
  ];
  return (
    <>
      <ListPage<Person>
        title={t("roster.people")}
        extra={
          <>
            <Link to={paths.rights}>
              <Button icon={<SafetyOutlined />}>{t("roster.rights")}</Button>
            </Link>
            {add}
          </>
        }
        state={state}
        result={result}
        searchHint={t("roster.search_people")}
        filters={
          <>
            <Select
              allowClear
              className="list-filter"
              aria-label={t("roster.role_title")}
              placeholder={t("roster.role_title")}
              value={state.filters.role || undefined}
              options={ROLES.map((value) => ({ value, label: t(`roster.role.${value}`) }))}
              onChange={(role) => state.change({ role })}
            />
            <Select
              className="list-filter"
              aria-label={t("roster.state")}
              value={state.filters.active}
              options={[
                { value: "true", label: t("roster.active") },
                { value: "false", label: t("roster.inactive") },
                { value: "", label: t("roster.everybody") },
              ]}
              onChange={(active) => state.change({ active })}
            />
          </>
        }
        columns={columns}
        card={(person) => (
          <>
            <div className="card-top">
              <span className="card-title">{person.name}</span>
              <span className="card-right faint small">{t(`roster.role.${person.role}`)}</span>
            </div>
            <div className="card-facts">
              {person.phone && <ContactCell person={person} way="phone" />}
              {person.email && <ContactCell person={person} way="email" />}
              {!person.active && <span>{t("roster.inactive")}</span>}
            </div>
            {!mayNotWrite && (
              <Button size="small" onClick={() => setEditing(person)} style={{ marginBlockStart: 8 }}>
                {t("shared.edit")}
              </Button>
            )}
          </>
        )}
        empty={{
          icon: <TeamOutlined />,
          title: t("roster.no_people"),
          hint: t("roster.no_people_hint"),
          action: add,
        }}
      />
      {editing && (
        <PersonDialog person={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}
