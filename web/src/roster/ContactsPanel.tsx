/** A person's contacts: whether a code proved that messages arrive there, and having one sent. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem";
import type { ContactWay, Person } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { Panel } from "../shared/Panel";
import { confirmContact, sendContactCode } from "./queries";

export function ContactsPanel({ person }: { person: Person }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("roster.contact_ways")}>
      <p className="faint small">{t("roster.contact_ways_hint")}</p>
      <ContactLine person={person} way="email" address={person.email} since={person.email_verified_at} />
      <ContactLine person={person} way="phone" address={person.phone} since={person.phone_verified_at} />
    </Panel>
  );
}

function ContactLine({
  person,
  way,
  address,
  since,
}: {
  person: Person;
  way: ContactWay;
  address: string | null;
  since: string | null;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [code, setCode] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<unknown>, then: () => void) => {
    setBusy(true);
    try {
      await work();
      then();
    } catch (error) {
      const problem = asProblem(error);
      void message.error(problem.fields?.[0]?.detail ?? problem.detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Flex gap={10} wrap align="center" style={{ paddingBlock: 6 }}>
      <strong style={{ minWidth: 56 }}>{t(`roster.contact_way.${way}`)}</strong>
      <span className="mono">{address ?? "—"}</span>
      {since ? (
        <span className="legend-up small">
          <CheckCircleOutlined /> {t("roster.verified_since")} <DateTime at={since} precision="day" />
        </span>
      ) : (
        address && <span className="faint small">{t("roster.not_verified")}</span>
      )}
      {address && !since && (
        <Button
          size="small"
          loading={busy}
          onClick={() =>
            void attempt(
              () => sendContactCode(person.id, way),
              () => {
                setCode("");
                void message.info(t("roster.code_sent"));
              },
            )
          }
        >
          {t("roster.send_code")}
        </Button>
      )}
      {code !== null && !since && (
        <>
          <Input
            aria-label={t("roster.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            style={{ width: 110 }}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button
            size="small"
            type="primary"
            disabled={code.trim().length !== 6}
            onClick={() =>
              void attempt(
                () => confirmContact(person.id, way, code),
                () => {
                  setCode(null);
                  void queries.invalidateQueries({ queryKey: ["session"] });
                  void queries.invalidateQueries({ queryKey: ["people"] });
                },
              )
            }
          >
            {t("roster.confirm_code")}
          </Button>
        </>
      )}
    </Flex>
  );
}
