/** One customer: whom to call, what was promised, where the devices stand. */
import { EditOutlined, PhoneOutlined, PlusOutlined, StarFilled } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Flex, Popconfirm, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { Contact, Contract, Customer, Site } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { ticketsQuery } from "../desk/queries";
import { AccountEngineer } from "../roster/AccountEngineer";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { TicketStateTag } from "../shared/State";
import "./archive.css";
import { ContractDialog } from "./ContractDialog";
import { ContactDialog, CustomerDialog, SiteDialog } from "./dialogs";
import { PromiseGrid } from "./PromiseGrid";
import { contactsQuery, contractsQuery, customerQuery, deleteContact, sitesQuery } from "./queries";

const SITES_SHOWN = 12;

export function Component() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { data: customer, error, refetch } = useQuery(customerQuery(id));
  const [editing, setEditing] = useState(false);
  const mayNotWrite = useWhyNot("customers.write");
  const back = { to: paths.customers, label: t("archive.customers") };
  if (!customer)
    return (
      <Page title={t("archive.customer")} back={back}>
        {error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton active />}
      </Page>
    );
  return (
    <Page
      title={customer.name}
      back={back}
      subtitle={
        <span className="ticket-sub">
          <span className="mono">{customer.code}</span>
          <span>{customer.address}</span>
          <Link to={withQuery(paths.devices, { customer_id: id })}>
            {t("archive.count_devices", { count: customer.devices })}
          </Link>
        </span>
      }
      extra={
        <>
          <ActionButton icon={<EditOutlined />} whyNot={mayNotWrite} onClick={() => setEditing(true)}>
            {t("shared.edit")}
          </ActionButton>
          <Link to={withQuery(paths.newTicket, { customer_id: id })}>
            <Button type="primary">{t("desk.new")}</Button>
          </Link>
        </>
      }
    >
      {customer.note && <p className="ticket-words">{customer.note}</p>}
      <div className="ticket-columns">
        <div className="ticket-side">
          <Contracts customerId={id} />
          <Sites customer={customer} />
        </div>
        <div className="ticket-side">
          <AccountEngineer customerId={id} />
          <Contacts customerId={id} />
          <OpenTickets customerId={id} />
        </div>
      </div>
      {editing && <CustomerDialog customer={customer} onClose={() => setEditing(false)} />}
    </Page>
  );
}

function Contacts({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useQuery(contactsQuery(customerId));
  const [editing, setEditing] = useState<Contact | "new" | null>(null);
  const mayNotWrite = useWhyNot("contacts.write");
  return (
    <Panel
      flush
      title={t("archive.contacts")}
      extra={
        <ActionButton
          size="small"
          icon={<PlusOutlined />}
          whyNot={mayNotWrite}
          onClick={() => setEditing("new")}
        >
          {t("archive.add")}
        </ActionButton>
      }
    >
      {data?.length === 0 && <p className="panel-body faint">{t("archive.no_contacts")}</p>}
      <ul className="plain-list rows">
        {data?.map((contact) => (
          <li key={contact.id} className="check-row">
            <span className="check-what">
              <strong>
                {contact.is_primary && (
                  <StarFilled aria-label={t("archive.primary_contact")} className="legend-unreachable" />
                )}{" "}
                {contact.name}
              </strong>
              <span className="faint small">{[contact.role, contact.email].filter(Boolean).join(" · ")}</span>
            </span>
            <Flex gap={6} wrap justify="flex-end">
              {contact.phone && (
                <Button
                  size="small"
                  icon={<PhoneOutlined />}
                  href={`tel:${contact.phone.replace(/\s/g, "")}`}
                >
                  {contact.phone}
                </Button>
              )}
              {!mayNotWrite && (
                <>
                  <Button size="small" onClick={() => setEditing(contact)}>
                    {t("shared.edit")}
                  </Button>
                  <Popconfirm
                    title={t("archive.delete_contact", { name: contact.name })}
                    okText={t("shared.delete")}
                    onConfirm={async () => {
                      await deleteContact(contact.id);
                      await queries.invalidateQueries({ queryKey: ["contacts"] });
                    }}
                  >
                    <Button size="small" danger>
                      {t("shared.delete")}
                    </Button>
                  </Popconfirm>
                </>
              )}
            </Flex>
          </li>
        ))}
      </ul>
      {editing && (
        <ContactDialog
          customerId={customerId}
          contact={editing === "new" ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}

function Contracts({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery(contractsQuery({ customer_id: customerId, limit: 20 }));
  const [editing, setEditing] = useState<Contract | "new" | null>(null);
  const mayNotWrite = useWhyNot("contracts.write");
  return (
    <Panel
      title={t("archive.contracts")}
      extra={
        <ActionButton
          size="small"
          icon={<PlusOutlined />}
          whyNot={mayNotWrite}
          onClick={() => setEditing("new")}
        >
          {t("archive.add")}
        </ActionButton>
      }
    >
      {data?.items.length === 0 && <p className="faint">{t("archive.no_contracts_hint")}</p>}
      {data?.items.map((contract) => (
        <article key={contract.id} className="contract">
          <Flex justify="space-between" align="center" gap={8} wrap>
            <div>
              <strong>{contract.name}</strong>
              <div className="faint small">
                {contract.number} · {contract.starts_on} – {contract.ends_on} ·{" "}
                {t("archive.version", { version: contract.version })}
              </div>
            </div>
            <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(contract)}>
              {t("shared.edit")}
            </ActionButton>
          </Flex>
          <PromiseGrid contract={contract} />
        </article>
      ))}
      {editing && (
        <ContractDialog
          customerId={customerId}
          contract={editing === "new" ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}

function Sites({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { data } = useQuery(sitesQuery({ customer_id: customer.id, limit: SITES_SHOWN, sort: "name" }));
  const [editing, setEditing] = useState<Site | "new" | null>(null);
  const mayNotWrite = useWhyNot("sites.write");
  return (
    <Panel
      flush
      title={t("archive.count_sites", { count: customer.sites })}
      extra={
        <Flex gap={10} align="center">
          <Link to={withQuery(paths.sites, { customer_id: customer.id })}>{t("archive.show_all")}</Link>
          <ActionButton
            size="small"
            icon={<PlusOutlined />}
            whyNot={mayNotWrite}
            onClick={() => setEditing("new")}
          >
            {t("archive.add")}
          </ActionButton>
        </Flex>
      }
    >
      <ul className="plain-list rows">
        {data?.items.map((site) => (
          <li key={site.id}>
            <span>
              <Link to={withQuery(paths.devices, { site_id: site.id })}>{site.name}</Link>{" "}
              <span className="faint small">
                {t(`archive.site_kinds.${site.kind}`)} · {site.code}
              </span>
            </span>
            <ActionButton size="small" whyNot={mayNotWrite} onClick={() => setEditing(site)}>
              {t("shared.edit")}
            </ActionButton>
          </li>
        ))}
      </ul>
      {editing && (
        <SiteDialog
          customerId={customer.id}
          site={editing === "new" ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}

function OpenTickets({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery(ticketsQuery({ customer_id: customerId, open: true, limit: 8 }));
  return (
    <Panel
      flush
      title={t("archive.open_faults")}
      extra={
        <Link to={withQuery(paths.tickets, { customer_id: customerId, open: "" })}>
          {t("archive.show_all")}
        </Link>
      }
    >
      {data?.items.length === 0 && <p className="panel-body faint">{t("archive.no_open_faults")}</p>}
      <ul className="plain-list rows">
        {data?.items.map((ticket) => (
          <li key={ticket.id}>
            <span>
              <LevelTag level={ticket.level} short /> <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
            </span>
            <TicketStateTag state={ticket.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
