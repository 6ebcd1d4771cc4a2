/** Having the whole journal recomputed now: every event's hash, every seal, every row that an event attests. */
import { CheckCircleFilled, SafetyCertificateOutlined, WarningFilled } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "../api/serverTime";
import type { Verification } from "../api/types";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { Ago } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { verifyJournal } from "./queries";

export function VerifyPanel() {
  const { t } = useTranslation();
  const mayNot = useWhyNot("journal.verify");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [result, setResult] = useState<{ report: Verification; at: string } | null>(null);
  const verify = async () => {
    setBusy(true);
    setError(null);
    try {
      setResult({ report: await verifyJournal(), at: new Date(serverNow()).toISOString() });
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t("journal.verify_title")}>
      {result ? <Report {...result} /> : <p className="faint panel-note">{t("journal.verify_hint")}</p>}
      {error !== null && <ErrorPanel error={error} />}
      <ActionButton
        type={result ? "default" : "primary"}
        icon={<SafetyCertificateOutlined />}
        loading={busy}
        whyNot={mayNot}
        onClick={() => void verify()}
      >
        {result ? t("journal.verify_again") : t("journal.verify")}
      </ActionButton>
      <p className="faint small verify-foot">{t("journal.evidence_hint")}</p>
    </Panel>
  );
}

function Report({ report, at }: { report: Verification; at: string }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <p className={report.ok ? "verdict legend-up" : "verdict legend-down"}>
        {report.ok ? <CheckCircleFilled aria-hidden /> : <WarningFilled aria-hidden />}{" "}
        <strong>
          {report.ok ? t("journal.untouched") : t("journal.touched", { count: report.findings.length })}
        </strong>{" "}
        <span className="faint small">
          <Ago at={at} />
        </span>
      </p>
      <dl className="figures">
        <Figure value={report.events} words={t("journal.figure.events")} />
        <Figure value={report.seals} words={t("journal.figure.seals")} />
        <Figure value={report.rows} words={t("journal.figure.rows")} />
        <Figure value={report.unsealed} words={t("journal.figure.unsealed")} />
      </dl>
      {report.findings.length > 0 && (
        <>
          <ul className="plain-list findings">
            {report.findings.map((finding) => (
              <li key={`${finding.what}:${finding.detail}`}>
                <code>{finding.what}</code>
                <span className="break">{finding.detail}</span>
              </li>
            ))}
          </ul>
          <p className="small panel-note">{t("journal.findings_hint")}</p>
        </>
      )}
    </div>
  );
}

function Figure({ value, words }: { value: number; words: string }) {
  const { i18n } = useTranslation();
  return (
    <div>
      <dd>{new Intl.NumberFormat(i18n.language).format(value)}</dd>
      <dt>{words}</dt>
    </div>
  );
}
