/** What Aftercare told me. */
import { BellOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { FilterOf, InboxItem } from "../api/types";
import { paths } from "../app/paths";
import { Ago } from "../shared/DateTime";
import { EmptyState } from "../shared/EmptyState";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Page } from "../shared/Page";
import { useListState } from "../shared/useListState";
import "./notify.css";
import { inboxPageQuery, readAll, readMessage } from "./queries";

const FILTERS = ["unread"] as const satisfies FilterOf<"/api/v1/inbox">[];

export function Component() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = useListState(FILTERS);
  const { data, error, refetch } = useQuery(inboxPageQuery(state.query));
  const next = data?.next;
  const unread = data?.unread ?? 0;
  const markAll = async () => {
    await readAll();
    await queries.invalidateQueries({ queryKey: ["inbox"] });
  };
  return (
    <Page
      narrow
      title={t("notify.inbox")}
      extra={
        <>
          <Segmented
            aria-label={t("notify.which")}
            value={state.filters.unread}
            onChange={(value) => state.change({ unread: value })}
            options={[
              { value: "", label: t("notify.all") },
              { value: "true", label: t("notify.unread", { count: unread }) },
            ]}
          />
          {unread > 0 && <Button onClick={() => void markAll()}>{t("notify.read_all")}</Button>}
        </>
      }
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active />
      ) : data.items.length === 0 ? (
        <div className="panel">
          <EmptyState
            icon={<BellOutlined />}
            title={t("notify.inbox_empty")}
            hint={t("notify.inbox_empty_hint")}
          />
        </div>
      ) : (
        <ul className="card-list">
          {data.items.map((item) => (
            <li key={item.id}>
              <Item item={item} />
            </li>
          ))}
        </ul>
      )}
      {(next || state.firstPage) && (
        <div className="list-pager inbox-pager">
          {state.firstPage && <Button onClick={state.firstPage}>{t("shared.first_page")}</Button>}
          {next && <Button onClick={() => state.nextPage(next)}>{t("shared.next_page")}</Button>}
        </div>
      )}
    </Page>
  );
}

function Item({ item }: { item: InboxItem }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const open = async () => {
    if (!item.read_at) {
      await readMessage(item.id).catch(() => undefined);
      void queries.invalidateQueries({ queryKey: ["inbox"] });
    }
    // One address for everybody: a customer is brought to their own view of the ticket.
    if (item.ticket_id) await navigate(paths.ticket(item.ticket_id));
  };
  return (
    <button
      type="button"
      className={`card-row inbox-item ${item.read_at ? "" : "inbox-unread"}`}
      onClick={() => void open()}
    >
      <span className="inbox-head">
        <span className="card-title">
          {!item.read_at && <span className="visually-hidden">{t("notify.new")}</span>}
          {item.subject}
        </span>
        <span className="faint small">
          <Ago at={item.created_at} />
        </span>
      </span>
      <span className="inbox-body">{item.body}</span>
    </button>
  );
}
