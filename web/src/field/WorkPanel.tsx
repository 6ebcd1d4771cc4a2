/** What the engineer did, noted as it is done. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../api/types";
import { DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { useStep } from "./act";
import { may, refusal } from "./steps";

export function WorkPanel({ visit }: { visit: Visit }) {
  const { t } = useTranslation();
  const take = useStep(visit.id);
  const [text, setText] = useState("");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const note = async () => {
    setSending(true);
    setError(null);
    try {
      await take("work", { text: text.trim() });
      setText("");
    } catch (caught) {
      setError(caught);
    } finally {
      setSending(false);
    }
  };
  return (
    <Panel title={t("field.work")}>
      {visit.work.length === 0 && <p className="faint">{t("field.no_work")}</p>}
      <ol className="plain-list work-list">
        {visit.work.map((work) => (
          <li key={`${work.at}${work.text}`}>
            <div className="break">{work.text}</div>
            <div className="faint small">
              <DateTime at={work.at} />
            </div>
          </li>
        ))}
      </ol>
      {may(visit, "work") ? (
        <>
          <Input.TextArea
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t("field.work_hint")}
            aria-label={t("field.work_hint")}
            autoSize={{ minRows: 2, maxRows: 8 }}
            maxLength={4000}
          />
          <Button
            block
            size="large"
            loading={sending}
            disabled={text.trim() === ""}
            onClick={() => void note()}
            style={{ marginBlockStart: 8 }}
          >
            {t("field.add_work")}
          </Button>
        </>
      ) : (
        visit.work.length === 0 && <p className="faint small">{refusal(visit, "work")}</p>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </Panel>
  );
}
