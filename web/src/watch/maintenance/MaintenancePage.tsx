/** Planned work during which no alarm opens for what it covers: running, to come, over. */
import { PlusOutlined, ToolOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { serverNow } from "../../api/serverTime";
import type { FilterOf, MaintenanceWindow } from "../../api/types";
import { paths } from "../../app/paths";
import { CustomerFilter } from "../../archive/CustomerFilter";
import { useSession } from "../../session/session";
import { ActionButton } from "../../shared/ActionButton";
import { type ListColumn, ListPage } from "../../shared/ListPage";
import { useListState } from "../../shared/useListState";
import { maintenanceQuery } from "../queries";
import "../watch.css";
import { useWhyNotPlan } from "./right";
import { inOrder } from "./standing";
import { TicketLink } from "./TicketLink";
import { WindowDialog } from "./WindowDialog";
import { coveredText, StandingTag, WhenText } from "./words";

const FILTERS = ["open", "customer_id"] as const satisfies FilterOf<"/api/v1/maintenance">[];
const DEFAULTS = { open: "true" };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { person } = useSession();
  const customer = person.role === "customer";
  const state = useListState(FILTERS, "", DEFAULTS);
  const result = useQuery({
    ...maintenanceQuery(state.query),
    // Without an order of the reader's, what matters now stands on top of the page.
    select: (page) => (state.sort ? page : { ...page, items: inOrder(page.items, serverNow()) }),
  });
  const [planning, setPlanning] = useState(false);
  const mayNotPlan = useWhyNotPlan();
  const add = !customer && (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotPlan}
      onClick={() => setPlanning(true)}
    >
      {t("maintenance.plan")}
    </ActionButton>
  );
  const columns: ListColumn<MaintenanceWindow>[] = [
    { key: "state", title: t("maintenance.state"), render: (_, window) => <StandingTag of={window} /> },
    {
      key: "name",
      title: t("maintenance.name"),
      sortBy: "name",
      render: (_, window) => (
        <div className="cell-title cell-work">
          <Link to={paths.maintenanceWindow(window.id)}>{window.name}</Link>
          <div className="faint small clip-two">{window.reason}</div>
        </div>
      ),
    },
    {
      key: "covered",
      title: t(customer ? "maintenance.covered" : "maintenance.covered_of"),
      render: (_, window) => (
        <div className="cell-covered">
          {coveredText(window, t)}
          {!customer && <div className="faint small">{window.customer_name}</div>}
        </div>
      ),
    },
    {
      key: "when",
      title: t("maintenance.when"),
      sortBy: "starts_at",
      render: (_, window) => (
        <div className="cell-when">
          <WhenText of={window} />
        </div>
      ),
    },
    { key: "ticket", title: t("watch.ticket"), render: (_, window) => <TicketLink id={window.ticket_id} /> },
  ];
  return (
    <>
      <ListPage<MaintenanceWindow>
        title={t("maintenance.title")}
        subtitle={t("maintenance.intro")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("maintenance.search")}
        rowPath={(window) => paths.maintenanceWindow(window.id)}
        filters={
          <>
            <CustomerFilter state={state} />
            <Segmented
              aria-label={t("maintenance.state")}
              value={state.filters.open}
              onChange={(open) => state.change({ open })}
              options={[
                { value: "true", label: t("maintenance.open") },
                { value: "false", label: t("maintenance.ended") },
                { value: "", label: t("watch.all") },
              ]}
            />
          </>
        }
        columns={columns}
        card={(window) => (
          <>
            <div className="card-top">
              <StandingTag of={window} />
            </div>
            <div className="card-title">{window.name}</div>
            <p className="clip-two">{window.reason}</p>
            <div className="card-facts">
              {!customer && <span>{window.customer_name}</span>}
              <span>{coveredText(window, t)}</span>
              <WhenText of={window} />
            </div>
          </>
        )}
        empty={{
          icon: <ToolOutlined />,
          title: t("maintenance.none"),
          hint: t(customer ? "maintenance.none_hint_customer" : "maintenance.none_hint"),
          action: add || undefined,
        }}
      />
      {planning && (
        <WindowDialog
          onDone={(window) => void navigate(paths.maintenanceWindow(window.id))}
          onClose={() => setPlanning(false)}
        />
      )}
    </>
  );
}
