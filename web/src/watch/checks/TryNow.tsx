/** Asking the question before it is entered: nothing is judged, kept or changed. */
import { ThunderboltOutlined } from "@ant-design/icons";
import { Button, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, fieldErrors } from "../../api/problem";
import type { CheckTry } from "../../api/types";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Verdict } from "./Verdict";

interface TryNowProps {
  /** Asks what stands in the form now. */
  ask: () => Promise<CheckTry>;
  /** Which fields the question is made of; an objection to them stands beside them. */
  fields: string[];
}

export function TryNow({ ask, fields }: TryNowProps) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const [asking, setAsking] = useState(false);
  // What came of one question says nothing of another: it goes when the question is changed.
  const now = JSON.stringify([
    Form.useWatch("kind", { form, preserve: true }),
    Form.useWatch("q", { form, preserve: true }),
    Form.useWatch("json", { form, preserve: true }),
  ]);
  const [tried, setTried] = useState<{ of: string; verdict: CheckTry } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const press = async () => {
    try {
      if (fields.length > 0)
        await form.validateFields(
          fields.map((name) => [name]),
          { recursive: true },
        );
    } catch {
      // The fields say what is missing.
      return;
    }
    setAsking(true);
    setTried(null);
    setError(null);
    try {
      setTried({ of: now, verdict: await ask() });
    } catch (caught) {
      const problem = asProblem(caught);
      const known = fieldErrors(problem).filter(({ name }) => form.getFieldInstance(name));
      form.setFields(known);
      if (known[0]) form.scrollToField(known[0].name, { block: "center", focus: true });
      setError(known.length > 0 && known.length === problem.fields.length ? null : problem);
    } finally {
      setAsking(false);
    }
  };
  return (
    <div className="try-now">
      <div className="try-now-head">
        <Button icon={<ThunderboltOutlined />} loading={asking} onClick={() => void press()}>
          {t("checks.try_now")}
        </Button>
        <span className="faint small">{t("checks.try_hint")}</span>
      </div>
      {error !== null && <ErrorPanel error={error} />}
      {tried?.of === now && <Verdict of={tried.verdict} />}
    </div>
  );
}
