/** What was told to whom, over which channel, and whether it arrived. */
import { MailOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asProblem } from "../api/problem";
import type { FilterOf } from "../api/types";
import { CHANNELS, IMPORTANCES, MESSAGE_STATES, type Message } from "../api/types";
import { paths } from "../app/paths";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime, instantText } from "../shared/DateTime";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { MessageStateTag } from "../shared/State";
import { useListState } from "../shared/useListState";
import { messagesQuery, retryMessage } from "./queries";

const FILTERS = [
  "state",
  "channel",
  "importance",
  "gateway_id",
  "ticket_id",
  "person_id",
] as const satisfies FilterOf<"/api/v1/messages">[];

export function Component() {
  const { t } = useTranslation();
  const state = useListState(FILTERS, "");
  const result = useQuery(messagesQuery(state.query));
  const columns: ListColumn<Message>[] = [
    {
      key: "state",
      title: t("notify.state_title"),
      render: (_, message) => <Delivery message={message} />,
    },
    {
      key: "subject",
      title: t("notify.subject"),
      render: (_, message) => (
        <div className="cell-title">
          <ImportanceTag message={message} />
          {message.ticket_id ? (
            <Link to={paths.ticket(message.ticket_id)}>{message.subject}</Link>
          ) : (
            message.subject
          )}
        </div>
      ),
    },
    {
      key: "to",
      title: t("notify.to"),
      render: (_, message) => (
        <div className="cell-place">
          {message.person?.name ?? t(`notify.channel.${message.channel}`)}
          <div className="faint small break">{message.to}</div>
        </div>
      ),
    },
    {
      key: "channel",
      title: t("notify.channel_title"),
      render: (_, message) => <Way message={message} />,
    },
    {
      key: "sent",
      title: t("notify.sent_at"),
      render: (_, message) => (
        <>
          <DateTime at={message.sent_at ?? message.created_at} precision="second" />
          <div className="faint small">{message.sent_at ? t("notify.sent") : t("notify.written")}</div>
        </>
      ),
    },
    { key: "retry", title: "", render: (_, message) => <Retry message={message} /> },
  ];
  return (
    <ListPage<Message>
      title={t("notify.messages")}
      state={state}
      result={result}
      searchHint={t("notify.search")}
      filters={
        <>
          <Select
            allowClear
            className="list-filter"
            aria-label={t("notify.state_title")}
            placeholder={t("notify.state_title")}
            value={state.filters.state || undefined}
            options={MESSAGE_STATES.map((value) => ({ value, label: t(`notify.state.${value}`) }))}
            onChange={(value) => state.change({ state: value })}
          />
          <Select
            allowClear
            className="list-filter"
            aria-label={t("notify.channel_title")}
            placeholder={t("notify.channel_title")}
            value={state.filters.channel || undefined}
            options={CHANNELS.map((value) => ({ value, label: t(`notify.channel.${value}`) }))}
            onChange={(channel) => state.change({ channel })}
          />
          <Select
            allowClear
            className="list-filter"
            aria-label={t("notify.importance_title")}
            placeholder={t("notify.importance_title")}
            value={state.filters.importance || undefined}
            options={IMPORTANCES.map((value) => ({ value, label: t(`notify.importance.${value}`) }))}
            onChange={(importance) => state.change({ importance })}
          />
        </>
      }
      columns={columns}
      card={(message) => (
        <>
          <div className="card-top">
            <MessageStateTag state={message.state} />
            <span className="card-right faint small">{t(`notify.channel.${message.channel}`)}</span>
          </div>
          <div className="card-title">
            <ImportanceTag message={message} />
            {message.subject}
          </div>
          <div className="card-facts">
            <span>{message.person?.name ?? message.to}</span>
            <DateTime at={message.created_at} />
          </div>
          {message.last_error && <p className="legend-down small break">{message.last_error}</p>}
          <Facts message={message} />
          <Retry message={message} />
        </>
      )}
      empty={{ icon: <MailOutlined />, title: t("notify.no_messages"), hint: t("notify.no_messages_hint") }}
    />
  );
}

function Delivery({ message }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <div className="cell-place">
      <MessageStateTag state={message.state} />
      {message.last_error && message.state !== "sent" && (
        <div className="faint small break">
          {message.last_error} · {t("notify.attempts", { count: message.attempts })}
        </div>
      )}
      <Facts message={message} />
    </div>
  );
}

/** How a call ended, when a waiting message goes, and how many were told as one. */
function Facts({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {message.answer && (
        <div className={message.answer === "key" ? "small" : "faint small"}>
          {t(`notify.answer.${message.answer}`)}
        </div>
      )}
      {message.next_try_at && (
        <div className="faint small">
          {t("notify.next_try", {
            at: instantText(message.next_try_at, i18n.language, "second"),
          })}
        </div>
      )}
      {message.told_together > 1 && (
        <div className="faint small">{t("notify.told_together", { count: message.told_together })}</div>
      )}
    </>
  );
}

/** Routine messages need no mark. */
function ImportanceTag({ message }: { message: Message }) {
  const { t } = useTranslation();
  if (message.importance === "routine") return null;
  return (
    <Tag color={message.importance === "urgent" ? "error" : "warning"}>
      {t(`notify.importance.${message.importance}`)}
    </Tag>
  );
}

function Way({ message }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <div className="cell-place">
      {t(`notify.channel.${message.channel}`)}
      {message.gateway && (
        <div className="faint small break">{message.gateway.name ?? t("notify.gateway_gone")}</div>
      )}
    </div>
  );
}

function Retry({ message }: { message: Message }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const app = App.useApp();
  const mayNotRetry = useWhyNot("messages.retry");
  if (message.state !== "failed" && message.state !== "given_up") return null;
  const retry = async () => {
    try {
      await retryMessage(message.id);
    } catch (error) {
      void app.message.error(asProblem(error).message, 6);
    } finally {
      await queries.invalidateQueries({ queryKey: ["messages"] });
    }
  };
  return (
    <ActionButton size="small" whyNot={mayNotRetry} onClick={() => void retry()}>
      {t("notify.retry")}
    </ActionButton>
  );
}
