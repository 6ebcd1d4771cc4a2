/** One fault as the customer sees it: how far it is, what was promised, what happened, and the customer's own word at the end. */
import { FileProtectOutlined, FileTextOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Form, Input, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { urls } from "../api/client";
import type { TicketDetail } from "../api/types";
import { paths } from "../app/paths";
import { ActionDialog } from "../desk/ActionDialog";
import { actionOf, useAct } from "../desk/act";
import { Clocks } from "../desk/Clocks";
import "../desk/desk.css";
import { CorrectionsPanel, PausesPanel } from "../desk/PausesPanel";
import { ticketQuery, timelineQuery } from "../desk/queries";
import { ConfirmationPanel } from "../desk/TicketFacts";
import { TimelineEntries } from "../desk/Timeline";
import { visitsQuery } from "../field/queries";
import { useSession } from "../session/session";
import { Ago } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useSubmit } from "../shared/FormDialog";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { TicketStateTag, VisitStateTag } from "../shared/State";
import "./portal.css";
import { StepLine } from "./StepLine";

export function Component() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { data: ticket, error, refetch } = useQuery(ticketQuery(id));
  const timeline = useQuery(timelineQuery(id));
  const visits = useQuery(visitsQuery({ ticket_id: id })).data?.items;
  const back = { to: paths.portal, label: t("portal.title") };
  if (!ticket)
    return (
      <Page title={t("desk.ticket")} back={back}>
        {error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton active />}
      </Page>
    );
  return (
    <Page
      narrow
      back={back}
      title={`${ticket.number} ${ticket.title}`}
      heading={ticket.title}
      subtitle={
        <span className="ticket-sub">
          <LevelTag level={ticket.level} />
          <TicketStateTag state={ticket.state} />
          <span className="mono">{ticket.number}</span>
          <span>{[ticket.site?.name, ticket.device?.name].filter(Boolean).join(" · ")}</span>
          <Ago at={ticket.opened_at} />
        </span>
      }
    >
      <div className="portal-stack">
        <section className="panel portal-progress" aria-label={t("portal.progress")}>
          <StepLine ticket={ticket} visits={visits} />
        </section>
        {actionOf(ticket, "confirm")?.allowed && <WordPanel ticket={ticket} />}
        <ConfirmationPanel ticket={ticket} />
        <section aria-label={t("desk.clocks_title")}>
          <Clocks ticketId={ticket.id} clocks={ticket.clocks} />
        </section>
        <PausesPanel ticket={ticket} />
        <CorrectionsPanel ticket={ticket} />
        <Reports ticketId={id} />
        <Panel title={t("desk.timeline")}>
          {actionOf(ticket, "note")?.allowed && <SayLine ticket={ticket} />}
          {timeline.data ? (
            <TimelineEntries entries={timeline.data.items} />
          ) : timeline.error ? (
            <ErrorPanel error={timeline.error} retry={() => void timeline.refetch()} />
          ) : (
            <Skeleton active />
          )}
        </Panel>
        <Foot ticket={ticket} />
      </div>
    </Page>
  );
}

/** The supplier says it is solved; the customer says whether it is. */
function WordPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const act = useAct(ticket.id);
  const [rejecting, setRejecting] = useState(false);
  const { form, sending, error, send } = useSubmit<{ signed_by: string; comment?: string }>(
    ({ signed_by, comment }) =>
      act("confirm", {
        version: ticket.version,
        signed_by: signed_by.trim(),
        satisfied: true,
        ...(comment?.trim() ? { comment: comment.trim() } : {}),
      }),
  );
  return (
    <section className="panel portal-asks portal-word-panel" aria-labelledby="word">
      <h2 id="word">{t("portal.is_it_solved")}</h2>
      <p className="faint">{t("portal.is_it_solved_hint")}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark="optional"
        initialValues={{ signed_by: person.name }}
        onFinish={(values) => void send(values)}
      >
        <Form.Item
          name="signed_by"
          label={t("portal.your_name")}
          rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
        >
          <Input maxLength={100} autoComplete="name" size="large" />
        </Form.Item>
        <Form.Item name="comment" label={t("desk.field.comment")}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
        </Form.Item>
        {error !== null && <ErrorPanel error={error} />}
        <Flex gap={10} wrap className="portal-word-buttons">
          <Button type="primary" size="large" htmlType="submit" loading={sending}>
            {t("portal.confirm")}
          </Button>
          {actionOf(ticket, "reject")?.allowed && (
            <Button size="large" danger onClick={() => setRejecting(true)}>
              {t("portal.reject")}
            </Button>
          )}
        </Flex>
      </Form>
      <ActionDialog
        ticket={ticket}
        action={rejecting ? "reject" : null}
        onClose={() => setRejecting(false)}
      />
    </section>
  );
}

function Reports({ ticketId }: { ticketId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery(visitsQuery({ ticket_id: ticketId }));
  const shown = data?.items.filter((visit) => visit.state !== "cancelled") ?? [];
  if (shown.length === 0) return null;
  return (
    <Panel title={t("desk.visits")} flush>
      <ul className="plain-list rows">
        {shown.map((visit) => (
          <li key={visit.id}>
            <span>
              {visit.engineer.name} <VisitStateTag state={visit.state} />
            </span>
            <Link to={paths.serviceReport(visit.id)}>
              <FileTextOutlined /> {t("field.report")}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function SayLine({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const act = useAct(ticket.id);
  const { form, sending, error, send } = useSubmit<{ text: string }>(async ({ text }) => {
    await act("note", { text: text.trim(), visibility: "customer" });
    form.resetFields();
  });
  return (
    <Form form={form} onFinish={(values) => void send(values)} className="note-line">
      <Form.Item name="text" rules={[{ required: true, whitespace: true, message: t("shared.required") }]}>
        <Input.TextArea
          placeholder={t("portal.say_hint")}
          aria-label={t("portal.say_hint")}
          autoSize={{ minRows: 1, maxRows: 6 }}
          maxLength={4000}
        />
      </Form.Item>
      {error !== null && <ErrorPanel error={error} />}
      <Button htmlType="submit" loading={sending}>
        {t("portal.say")}
      </Button>
    </Form>
  );
}

function Foot({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation();
  const [reopening, setReopening] = useState(false);
  return (
    <Flex gap={8} wrap justify="space-between">
      <Button icon={<FileProtectOutlined />} href={urls.evidence(ticket.id)} download>
        {t("desk.evidence_file")}
      </Button>
      {ticket.state === "closed" && actionOf(ticket, "reopen")?.allowed && (
        <Button onClick={() => setReopening(true)}>{t("portal.reopen")}</Button>
      )}
      <ActionDialog
        ticket={ticket}
        action={reopening ? "reopen" : null}
        onClose={() => setReopening(false)}
      />
    </Flex>
  );
}
