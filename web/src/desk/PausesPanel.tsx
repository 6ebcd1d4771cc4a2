/** Pauses of a ticket, for both sides: reason, requester, evidence, what the customer says against one, and what was decided. */
import { CheckCircleFilled, ExclamationCircleFilled, PaperClipOutlined } from "@ant-design/icons";
import { Button, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { urls } from "../api/client";
import type { TicketDetail, TicketPause } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { Panel } from "../shared/Panel";
import { ActionDialog } from "./ActionDialog";
import { actionOf } from "./act";

type About = "prove" | "dispute" | "decide";

export function PausesPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<{ action: About; pause: number } | null>(null);
  if (ticket.pauses.length === 0) return null;
  return (
    <Panel title={t("desk.pauses")} flush>
      <ul className="plain-list rows">
        {ticket.pauses.map((pause) => (
          <li key={pause.number} className="rows-block">
            <Pause ticket={ticket} pause={pause} />
            <Flex gap={6} wrap>
              {choices(ticket, pause).map((action) => (
                <Button key={action} size="small" onClick={() => setAsking({ action, pause: pause.number })}>
                  {t(`desk.action.${action}`)}
                </Button>
              ))}
            </Flex>
          </li>
        ))}
      </ul>
      <ActionDialog
        ticket={ticket}
        action={asking?.action ?? null}
        pause={asking?.pause}
        onClose={() => setAsking(null)}
      />
    </Panel>
  );
}

/** What whoever looks may do about a pause. */
function choices(ticket: TicketDetail, pause: TicketPause): About[] {
  const waits = pause.disputes.some((dispute) => !dispute.decision);
  const may = (action: About) => actionOf(ticket, action)?.allowed ?? false;
  return [
    ...(may("prove") && !pause.withdrawn ? (["prove"] as const) : []),
    ...(may("dispute") && !waits && !pause.withdrawn ? (["dispute"] as const) : []),
    ...(may("decide") && waits ? (["decide"] as const) : []),
  ];
}

function Pause({ ticket, pause }: { ticket: TicketDetail; pause: TicketPause }) {
  const { t } = useTranslation();
  return (
    <>
      <span>
        <strong className={pause.withdrawn ? "struck" : undefined}>{pause.reason}</strong>{" "}
        {pause.withdrawn ? (
          <span className="legend-down small">{t("desk.pause_withdrawn")}</span>
        ) : pause.proven ? (
          <span className="legend-up small">
            <CheckCircleFilled /> {t("desk.pause_proven")}
          </span>
        ) : (
          <span className="legend-unreachable small">
            <ExclamationCircleFilled /> {t("desk.pause_unproven")}
          </span>
        )}
      </span>
      <span className="faint small">
        <DateTime at={pause.from} /> – {pause.to ? <DateTime at={pause.to} /> : t("desk.pause_lasts")} ·{" "}
        {t("desk.requested_by", { name: pause.requester })}
      </span>
      {pause.evidence.map((evidence) => (
        <span key={JSON.stringify(evidence)} className="small break">
          {[
            evidence.note,
            evidence.third_party_ticket &&
              t("desk.third_party_ticket", { number: evidence.third_party_ticket }),
          ]
            .filter(Boolean)
            .join(" · ")}{" "}
          {evidence.file && (
            <a href={urls.ticketFile(ticket.id, evidence.file.id)} target="_blank" rel="noreferrer">
              <PaperClipOutlined /> {evidence.file.name}
            </a>
          )}
        </span>
      ))}
      {pause.disputes.map((dispute) => (
        <span key={dispute.at} className="small break">
          <span className="legend-down">{t("desk.disputed_by", { name: dispute.by.name })}</span>{" "}
          {dispute.reason}
          {dispute.decision && (
            <>
              {" → "}
              {dispute.decision.withdrawn ? t("desk.decided_withdrawn") : t("desk.decided_stands")} (
              {dispute.decision.by.name}): {dispute.decision.reason}
            </>
          )}
        </span>
      ))}
    </>
  );
}

/** Every time the clocks were computed again by corrected calendars, beside what they had come to. */
export function CorrectionsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  if (ticket.corrections.length === 0) return null;
  return (
    <Panel title={t("desk.corrections")} flush>
      <ul className="plain-list rows">
        {ticket.corrections.map((correction) => (
          <li key={correction.at} className="rows-block">
            <span className="break">{correction.reason}</span>
            {correction.results.map((result) => (
              <span key={`${result.clock}${result.cycle}`} className="small">
                {t(`desk.clock.${result.clock}`)}: {t(`desk.clock_state.${result.first.state}`)} →{" "}
                <strong>{t(`desk.clock_state.${result.corrected.state}`)}</strong>
                {result.corrected.due_at && (
                  <span className="faint">
                    {" "}
                    (<DateTime at={result.corrected.due_at} />)
                  </span>
                )}
              </span>
            ))}
            <span className="faint small">
              <DateTime at={correction.at} /> · {correction.by.name}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
