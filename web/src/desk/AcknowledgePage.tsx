/** Where the one-time link of a call leads: one large button, no login. Whoever holds the link is the person it was sent to. */
import { CheckCircleFilled, ClockCircleFilled, StopFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Problem } from "../api/problem";
import type { Acknowledgement } from "../api/types";
import { LanguageSwitch } from "../app/HeadTools";
import { paths } from "../app/paths";
import { Ago, DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { LevelTag } from "../shared/Level";
import { useTitle } from "../shared/Page";
import "./acknowledge.css";
import { acknowledgeByLink, acknowledgementQuery } from "./queries";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("desk.link.title"));
  const token = useParams().token ?? "";
  const asked = useQuery(acknowledgementQuery(token));
  const [answered, setAnswered] = useState<Acknowledgement | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const acknowledge = async () => {
    setSending(true);
    setError(null);
    try {
      setAnswered(await acknowledgeByLink(token));
    } catch (caught) {
      setError(caught);
      // Used, taken or too old in the meantime: the page then says so itself.
      if (caught instanceof Problem && (caught.status === 409 || caught.status === 410))
        await asked.refetch();
    } finally {
      setSending(false);
    }
  };
  const call = answered ?? asked.data;
  return (
    <div className="ack">
      <header className="ack-head">
        <img src="/icon.svg" alt="" width={32} height={32} />
        <strong>{t("app.brand")}</strong>
        <LanguageSwitch />
      </header>
      <main className="ack-body">
        {call ? (
          <>
            <Call call={call} />
            {call.state === "open" ? (
              <>
                <p>{t("desk.link.promise", { person: call.person })}</p>
                {error !== null && <ErrorPanel error={error} />}
                <Button
                  block
                  type="primary"
                  className="ack-button"
                  loading={sending}
                  onClick={() => void acknowledge()}
                >
                  {t("desk.action.acknowledge")}
                </Button>
              </>
            ) : (
              <Outcome state={call.state} mine={answered !== null} />
            )}
            <Link to={paths.myJobs} className="ack-more">
              {t("desk.link.sign_in")}
            </Link>
          </>
        ) : asked.error ? (
          <ErrorPanel error={asked.error} retry={() => void asked.refetch()} />
        ) : (
          <Skeleton active />
        )}
      </main>
    </div>
  );
}

function Call({ call: { ticket } }: { call: Acknowledgement }) {
  return (
    <section className={`panel ack-call ack-level-${ticket.level}`}>
      <div className="card-top">
        <LevelTag level={ticket.level} />
        <span className="mono faint">{ticket.number}</span>
      </div>
      <h1>{ticket.title}</h1>
      <p>{ticket.site}</p>
      <p className="faint">{ticket.customer}</p>
      <p className="faint">
        <DateTime at={ticket.opened_at} /> · <Ago at={ticket.opened_at} />
      </p>
    </section>
  );
}

function Outcome({ state, mine }: { state: Exclude<Acknowledgement["state"], "open">; mine: boolean }) {
  const { t } = useTranslation();
  const icons: Record<typeof state, ReactNode> = {
    used: <CheckCircleFilled className="legend-up" />,
    taken: <StopFilled className="legend-unknown" />,
    expired: <ClockCircleFilled className="legend-unreachable" />,
  };
  return (
    <div className="ack-outcome" role="status">
      <span className="ack-icon" aria-hidden>
        {icons[state]}
      </span>
      <strong>{mine ? t("desk.link.thanks") : t(`desk.link.${state}`)}</strong>
      <span className="faint">{mine ? t("desk.link.thanks_hint") : t(`desk.link.${state}_hint`)}</span>
    </div>
  );
}
