/** What happened, newest first, and a line to add a note. */
import { LinkOutlined, RobotOutlined, UserOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActionBodies, TicketDetail, TimelineEntry } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { actionOf, useAct } from "./act";
import { timelineQuery } from "./queries";

export function TimelinePanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(timelineQuery(ticket.id));
  return (
    <Panel title={t("desk.timeline")}>
      {actionOf(ticket, "note")?.allowed && <NoteLine ticket={ticket} />}
      {data ? (
        <TimelineEntries entries={data.items} />
      ) : error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active />
      )}
    </Panel>
  );
}

const ICONS = { person: <UserOutlined />, system: <RobotOutlined />, link: <LinkOutlined /> };

/** Every message on its way and delivered is in the journal; in the story of a fault they are footnotes. */
export function isDelivery(entry: TimelineEntry): boolean {
  return entry.kind.startsWith("message.");
}

export function TimelineEntries({ entries }: { entries: TimelineEntry[] }) {
  const { t } = useTranslation();
  const [deliveries, setDeliveries] = useState(false);
  const folded = entries.filter(isDelivery).length;
  const newestFirst = entries
    .filter((entry) => deliveries || !isDelivery(entry))
    .sort((a, b) => b.seq - a.seq);
  return (
    <>
      <ol className="plain-list timeline">
        {newestFirst.map((entry) => (
          <li key={entry.seq}>
            <span className={`timeline-dot timeline-${entry.actor.kind}`} aria-hidden>
              {ICONS[entry.actor.kind]}
            </span>
            <div className="timeline-text">{entry.text}</div>
            <div className="faint small">
              <DateTime at={entry.at} precision="second" /> ·{" "}
              {entry.actor.kind === "system" ? t("desk.by_system") : entry.actor.name}
              {entry.actor.kind === "link" && ` · ${t("desk.by_link")}`}
            </div>
          </li>
        ))}
      </ol>
      {folded > 0 && (
        <Button type="link" size="small" onClick={() => setDeliveries(!deliveries)}>
          {deliveries ? t("desk.hide_deliveries") : t("desk.show_deliveries", { count: folded })}
        </Button>
      )}
    </>
  );
}

function NoteLine({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const act = useAct(ticket.id);
  const [text, setText] = useState("");
  const [visibility, setVisibility] = useState<ActionBodies["note"]["visibility"]>("internal");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async () => {
    setSending(true);
    setError(null);
    try {
      await act("note", { text: text.trim(), visibility });
      setText("");
    } catch (caught) {
      setError(caught);
    } finally {
      setSending(false);
    }
  };
  return (
    <div className="note-line">
      <Input.TextArea
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t("desk.note_hint")}
        aria-label={t("desk.note_hint")}
        autoSize={{ minRows: text ? 2 : 1, maxRows: 8 }}
        maxLength={4000}
      />
      {text.trim() !== "" && (
        <div className="note-foot">
          <Select
            value={visibility}
            onChange={setVisibility}
            aria-label={t("desk.visibility")}
            options={[
              { value: "internal", label: t("desk.visible_internal") },
              { value: "customer", label: t("desk.visible_customer") },
            ]}
          />
          <Button type="primary" loading={sending} onClick={() => void send()}>
            {t("desk.add_note")}
          </Button>
        </div>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
}
