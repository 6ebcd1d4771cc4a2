/** One visit, made for a hand: where to, the next step as one large button, work notes, and leaving only after the customer has signed. */
import { EnvironmentOutlined, PhoneOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Flex, Form, Input, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { asProblem } from "../api/problem";
import type { Visit } from "../api/types";
import { paths } from "../app/paths";
import { contactsQuery } from "../archive/queries";
import { ActionButton } from "../shared/ActionButton";
import { DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { FormDialog } from "../shared/FormDialog";
import { LevelTag } from "../shared/Level";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { VisitStateTag } from "../shared/State";
import { useStep } from "./act";
import { ConfirmDrawer } from "./ConfirmDrawer";
import "./field.css";
import { canShare, position, setSharesPosition, sharesPosition } from "./position";
import { visitQuery } from "./queries";
import { may, nextStep, refusal, STEPS, type Step, takenAt } from "./steps";
import { TicketClocks } from "./TicketClocks";
import { WorkPanel } from "./WorkPanel";

export function Component() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { data: visit, error, refetch } = useQuery(visitQuery(id));
  const back = { to: paths.myJobs, label: t("field.my_jobs") };
  if (!visit)
    return (
      <Page title={t("field.visit")} back={back} narrow>
        {error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton active />}
      </Page>
    );
  return (
    <Page
      narrow
      back={back}
      title={`${visit.ticket.number} ${visit.ticket.title}`}
      heading={
        <>
          <LevelTag level={visit.ticket.level} short /> {visit.ticket.title}
        </>
      }
      subtitle={
        <span className="ticket-sub">
          <VisitStateTag state={visit.state} />
          <Link to={paths.ticket(visit.ticket.id)} className="mono">
            {visit.ticket.number}
          </Link>
          <span>{visit.engineer.name}</span>
        </span>
      }
      extra={
        <Link to={paths.serviceReport(visit.id)}>
          <Button icon={<PrinterOutlined />}>{t("field.report")}</Button>
        </Link>
      }
    >
      <div className="visit">
        <Steps visit={visit} />
        <Place visit={visit} />
        <TicketClocks ticketId={visit.ticket.id} />
        <WorkPanel visit={visit} />
      </div>
    </Page>
  );
}

function Place({ visit }: { visit: Visit }) {
  const { t } = useTranslation();
  const contacts = useQuery(contactsQuery(visit.customer.id)).data ?? [];
  const contact =
    contacts.find((known) => known.is_primary && known.phone) ?? contacts.find((known) => known.phone);
  const { site } = visit;
  const located = site && site.latitude !== null && site.longitude !== null;
  return (
    <Panel title={t("field.place")}>
      <p className="card-title">{site?.name ?? visit.customer.name}</p>
      <p className="faint">{site?.address ?? visit.customer.name}</p>
      <Flex gap={8} wrap className="place-buttons">
        {located && (
          <Button
            size="large"
            icon={<EnvironmentOutlined />}
            href={`geo:${site.latitude},${site.longitude}?q=${site.latitude},${site.longitude}(${encodeURIComponent(site.name)})`}
          >
            {t("field.navigate")}
          </Button>
        )}
        {contact?.phone && (
          <Button size="large" icon={<PhoneOutlined />} href={`tel:${contact.phone.replace(/\s/g, "")}`}>
            {t("field.call", { name: contact.name })}
          </Button>
        )}
      </Flex>
    </Panel>
  );
}

function Steps({ visit }: { visit: Visit }) {
  const { t } = useTranslation();
  const next = nextStep(visit);
  return (
    <Panel title={t("field.steps")}>
      <ol className="plain-list visit-steps">
        {STEPS.map((step) => {
          const at = takenAt(visit, step);
          const current = step === next;
          return (
            <li
              key={step}
              className={at ? "step-done" : current ? "step-now" : ""}
              aria-current={current ? "step" : undefined}
            >
              <span className="step-name">{t(`field.step.${step}`)}</span>
              <span className="faint small">
                {at ? <DateTime at={at} /> : null}
                {step === "confirm" && visit.confirmation ? ` · ${visit.confirmation.signed_by}` : null}
              </span>
            </li>
          );
        })}
      </ol>
      {next && <NextStep key={next} visit={visit} step={next} />}
    </Panel>
  );
}

/** The large button for the step that comes next. */
function NextStep({ visit, step }: { visit: Visit; step: Step }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const take = useStep(visit.id);
  const [sending, setSending] = useState(false);
  const [asking, setAsking] = useState<"restored" | "confirm" | "cancel" | null>(null);
  const [shares, setShares] = useState(sharesPosition());
  const perform = async () => {
    if (step === "restored" || step === "confirm") return setAsking(step);
    setSending(true);
    try {
      if (step === "leave") await take("leave", { version: visit.version });
      else {
        const where = await position();
        await take(step, { version: visit.version, ...(where ? { position: where } : {}) });
      }
      void message.success(t(`field.done.${step}`));
    } catch (error) {
      void message.error(asProblem(error).message, 6);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <ActionButton
        block
        type="primary"
        className="big-button"
        loading={sending}
        whyNot={refusal(visit, step)}
        onClick={() => void perform()}
      >
        {t(`field.button.${step}`)}
      </ActionButton>
      <Flex justify="space-between" align="center" wrap gap={8} style={{ marginBlockStart: 10 }}>
        {canShare() ? (
          <Checkbox
            checked={shares}
            onChange={(event) => {
              setSharesPosition(event.target.checked);
              setShares(event.target.checked);
            }}
          >
            {t("field.share_position")}
          </Checkbox>
        ) : (
          <span />
        )}
        {may(visit, "cancel") && (
          <Button type="text" danger onClick={() => setAsking("cancel")}>
            {t("field.cancel_visit")}
          </Button>
        )}
      </Flex>
      <TextDialog
        open={asking === "restored"}
        title={t("field.button.restored")}
        label={t("field.restored_text")}
        onSubmit={(text) => take("restored", { version: visit.version, text })}
        onClose={() => setAsking(null)}
      />
      <TextDialog
        danger
        open={asking === "cancel"}
        title={t("field.cancel_visit")}
        label={t("field.reason")}
        onSubmit={(reason) => take("cancel", { version: visit.version, reason })}
        onClose={() => setAsking(null)}
      />
      <ConfirmDrawer visit={visit} open={asking === "confirm"} onClose={() => setAsking(null)} />
    </>
  );
}

interface TextDialogProps {
  open: boolean;
  title: string;
  label: string;
  danger?: boolean;
  onSubmit: (text: string) => Promise<unknown>;
  onClose: () => void;
}

function TextDialog({ open, title, label, danger, onSubmit, onClose }: TextDialogProps) {
  const { t } = useTranslation();
  return (
    <FormDialog<{ text: string }>
      open={open}
      title={title}
      submitText={title}
      danger={danger}
      onSubmit={({ text }) => onSubmit(text.trim())}
      onClose={onClose}
    >
      <Form.Item
        name="text"
        label={label}
        rules={[{ required: true, whitespace: true, message: t("shared.required") }]}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
      </Form.Item>
    </FormDialog>
  );
}
