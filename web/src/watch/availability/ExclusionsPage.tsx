/** Time that counts neither way in the availability: what failed, for which nobody here answers, who said so and why. */
import { DeleteOutlined, ExclamationCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import type { AvailabilityExclusion, FilterOf } from "../../api/types";
import { paths } from "../../app/paths";
import { CustomerFilter } from "../../archive/CustomerFilter";
import { useSession } from "../../session/session";
import { ActionButton } from "../../shared/ActionButton";
import { DateTime } from "../../shared/DateTime";
import { type ListColumn, ListPage } from "../../shared/ListPage";
import { useListState } from "../../shared/useListState";
import { useWhyNotPlan } from "../maintenance/right";
import { coveredText } from "../maintenance/words";
import { exclusionsQuery, removeExclusion } from "../queries";
import "../watch.css";
import { ExclusionDialog } from "./ExclusionDialog";

const FILTERS = ["customer_id"] as const satisfies FilterOf<"/api/v1/availability-exclusions">[];

export function Component() {
  const { t } = useTranslation();
  const customer = useSession().person.role === "customer";
  const state = useListState(FILTERS, "");
  const result = useQuery(exclusionsQuery(state.query));
  const [adding, setAdding] = useState(false);
  const mayNot = useWhyNotPlan();
  const add = !customer && (
    <ActionButton type="primary" icon={<PlusOutlined />} whyNot={mayNot} onClick={() => setAdding(true)}>
      {t("availability.exclude")}
    </ActionButton>
  );
  const when = (item: AvailabilityExclusion) => (
    <span>
      <DateTime at={item.starts_at} /> – <DateTime at={item.ends_at} />
    </span>
  );
  const columns: ListColumn<AvailabilityExclusion>[] = [
    {
      key: "when",
      title: t("availability.excluded_when"),
      sortBy: "starts_at",
      render: (_, item) => when(item),
    },
    {
      key: "reason",
      title: t("availability.reason_title"),
      sortBy: "reason",
      render: (_, item) => <Tag>{t(`availability.reason.${item.reason}`)}</Tag>,
    },
    {
      key: "covered",
      title: t("availability.excluded_what"),
      render: (_, item) => (
        <div className="cell-covered">
          {coveredText(item, t)}
          {!customer && <div className="faint small">{item.customer_name}</div>}
        </div>
      ),
    },
    {
      key: "note",
      title: t("availability.note"),
      render: (_, item) => (
        <div className="cell-title cell-work">
          <span className="break">{item.note}</span>
          <div className="faint small">
            {item.entered_by} · <DateTime at={item.entered_at} />
          </div>
        </div>
      ),
    },
    { key: "remove", title: "", render: (_, item) => !mayNot && <Remove item={item} /> },
  ];
  return (
    <>
      <ListPage<AvailabilityExclusion>
        title={t("availability.exclusions")}
        back={{ to: paths.availability, label: t("availability.title") }}
        subtitle={t("availability.exclusions_intro")}
        extra={add}
        state={state}
        result={result}
        searchHint={t("availability.note")}
        filters={<CustomerFilter state={state} />}
        columns={columns}
        card={(item) => (
          <>
            <div className="card-top">
              <Tag>{t(`availability.reason.${item.reason}`)}</Tag>
              {!mayNot && (
                <span className="card-right">
                  <Remove item={item} />
                </span>
              )}
            </div>
            <div className="card-title break">{item.note}</div>
            <div className="card-facts">
              {when(item)}
              <span>{coveredText(item, t)}</span>
              <span>{item.entered_by}</span>
            </div>
          </>
        )}
        empty={{
          icon: <ExclamationCircleOutlined />,
          title: t("availability.no_exclusions"),
          hint: t("availability.no_exclusions_hint"),
          action: add,
        }}
      />
      {adding && <ExclusionDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function Remove({ item }: { item: AvailabilityExclusion }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const remove = async () => {
    try {
      await removeExclusion(item.id);
    } catch (error) {
      void message.error(asProblem(error).detail);
    } finally {
      for (const noun of ["exclusions", "availability"]) void queries.invalidateQueries({ queryKey: [noun] });
    }
  };
  return (
    <Popconfirm title={t("availability.count_again")} onConfirm={() => void remove()}>
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t("availability.remove_exclusion")}
      />
    </Popconfirm>
  );
}
