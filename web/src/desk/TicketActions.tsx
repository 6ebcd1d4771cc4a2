/** What can be done to a ticket now: the next step stands out, the rest is at hand, and what may not be done says why. */
import { EllipsisOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { urls } from "../api/client";
import { asProblem } from "../api/problem";
import type { TicketAction, TicketDetail } from "../api/types";
import { VisitDialog } from "../field/VisitDialog";
import { ActionButton } from "../shared/ActionButton";
import { ActionDialog, ASKING, type AskingAction } from "./ActionDialog";
import { actionOf, useAct } from "./act";

/** The way of a fault through the service; the first of these that may be done is the next step. */
const STEPS: TicketAction[] = ["acknowledge", "resume", "restore", "resolve", "confirm"];
const BESIDE: TicketAction[] = ["assign", "level"];
const REST: TicketAction[] = [
  "pause",
  "resume",
  "ask_third_party",
  "hear_third_party",
  "report",
  "contract",
  "correct",
  "acknowledge",
  "restore",
  "resolve",
  "confirm",
  "reject",
  "reopen",
  "cancel",
];
const OVER = ["closed", "cancelled"];

export function TicketActions({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAct(ticket.id);
  const [asking, setAsking] = useState<AskingAction | null>(null);
  const [sending, setSending] = useState<TicketAction | null>(null);
  const [visiting, setVisiting] = useState(false);

  const next = STEPS.find((name) => actionOf(ticket, name)?.allowed);
  const perform = async (name: TicketAction) => {
    const question = ASKING.find((asked) => asked === name);
    if (question) return setAsking(question);
    if (name !== "acknowledge" && name !== "resume") return;
    setSending(name);
    try {
      await act(name, { version: ticket.version });
    } catch (error) {
      const problem = asProblem(error);
      void message.error(problem.detail || problem.title, 6);
    } finally {
      setSending(null);
    }
  };
  const button = (name: TicketAction, primary: boolean) => {
    const action = actionOf(ticket, name);
    if (!action) return null;
    return (
      <ActionButton
        key={name}
        type={primary ? "primary" : "default"}
        loading={sending === name}
        whyNot={action.allowed ? null : (action.why_not?.detail ?? t("desk.not_now"))}
        onClick={() => void perform(name)}
      >
        {t(`desk.action.${name}`)}
      </ActionButton>
    );
  };
  const rest: MenuProps["items"] = REST.filter((name) => name !== next).flatMap((name) => {
    const action = actionOf(ticket, name);
    if (!action) return [];
    return {
      key: name,
      disabled: !action.allowed,
      danger: action.allowed && name === "cancel",
      label: action.allowed ? (
        t(`desk.action.${name}`)
      ) : (
        <span className="menu-refused">
          {t(`desk.action.${name}`)}
          <small>{action.why_not?.detail ?? t("desk.not_now")}</small>
        </span>
      ),
    };
  });
  return (
    <>
      {next && button(next, true)}
      {BESIDE.map((name) => button(name, false))}
      <ActionButton
        whyNot={OVER.includes(ticket.state) ? t("desk.visit_over") : null}
        onClick={() => setVisiting(true)}
      >
        {t("desk.send_engineer")}
      </ActionButton>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...rest,
            { type: "divider" },
            {
              key: "evidence",
              label: (
                <a href={urls.evidence(ticket.id)} download>
                  {t("desk.evidence_file")}
                </a>
              ),
            },
          ],
          onClick: ({ key }) => key !== "evidence" && void perform(key as TicketAction),
        }}
      >
        <Button icon={<EllipsisOutlined />} aria-label={t("desk.more_actions")} />
      </Dropdown>
      <ActionDialog ticket={ticket} action={asking} onClose={() => setAsking(null)} />
      <VisitDialog ticket={ticket} open={visiting} onClose={() => setVisiting(false)} />
    </>
  );
}
