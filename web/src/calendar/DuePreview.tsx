/** "What would be due if …": a start, a target, some pauses, by the calendar as it stands on the page. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, Input } from "antd";
import { useDeferredValue, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CalendarDefinition, DueAnswer } from "../api/types";
import { today } from "../roster/month";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";
import { type DueQuestion, dueQuery } from "./queries";

const TARGETS = ["30m", "2h", "4h", "8h", "1wd", "3wd", "eod", "2eod", "wall:4h"];

interface DuePreviewProps {
  definition: CalendarDefinition;
  /** Whether the calendar makes no sense just now; its mistakes are shown elsewhere. */
  broken: boolean;
}

export function DuePreview({ definition, broken }: DuePreviewProps) {
  const { t } = useTranslation();
  const id = useId();
  const [question, setQuestion] = useState<DueQuestion>({
    start: `${today()}T16:30`,
    target: "4h",
    pauses: [],
    at: "",
  });
  const change = (part: Partial<DueQuestion>) => setQuestion((before) => ({ ...before, ...part }));
  const asked = useDeferredValue(question);
  const complete = asked.start !== "" && asked.target !== "";
  const { data, error } = useQuery({ ...dueQuery(definition, asked), enabled: complete && !broken });
  const pause = (place: number, part: Partial<DueQuestion["pauses"][number]>) =>
    change({
      pauses: question.pauses.map((known, other) => (other === place ? { ...known, ...part } : known)),
    });
  return (
    <Panel title={t("calendar.what_if")}>
      <div className="form-columns calendar-basics">
        <div>
          <label htmlFor={`${id}start`}>{t("calendar.starts_at")}</label>
          <Input
            id={`${id}start`}
            type="datetime-local"
            value={question.start}
            onChange={(event) => change({ start: event.target.value })}
          />
        </div>
        <div>
          <label htmlFor={`${id}target`}>{t("calendar.target")}</label>
          <AutoComplete
            id={`${id}target`}
            value={question.target}
            options={TARGETS.map((value) => ({ value }))}
            onChange={(target: string) => change({ target })}
          />
        </div>
        <div>
          <label htmlFor={`${id}at`}>{t("calendar.as_of")}</label>
          <Input
            id={`${id}at`}
            type="datetime-local"
            value={question.at}
            onChange={(event) => change({ at: event.target.value })}
          />
        </div>
      </div>
      <p className="faint small what-if-hint">{t("calendar.target_hint")}</p>
      {question.pauses.map((known, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pause has nothing else that tells it from another
        <fieldset key={place} className="what-if-pause">
          <legend className="visually-hidden">{t("calendar.pause_number", { number: place + 1 })}</legend>
          <Input
            type="datetime-local"
            aria-label={t("calendar.pause_from")}
            value={known.from}
            onChange={(event) => pause(place, { from: event.target.value })}
          />
          <span aria-hidden>–</span>
          <Input
            type="datetime-local"
            aria-label={t("calendar.pause_to")}
            value={known.to}
            onChange={(event) => pause(place, { to: event.target.value })}
          />
          <Button
            icon={<DeleteOutlined />}
            aria-label={t("calendar.remove_pause", { number: place + 1 })}
            onClick={() => change({ pauses: question.pauses.filter((_, other) => other !== place) })}
          />
        </fieldset>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined />}
        onClick={() => change({ pauses: [...question.pauses, { from: question.start, to: "" }] })}
      >
        {t("calendar.add_pause")}
      </Button>
      {error && !broken && <ErrorPanel error={error} />}
      {data && !error && !broken && <Answer answer={data} />}
    </Panel>
  );
}

function Answer({ answer }: { answer: DueAnswer }) {
  const { t } = useTranslation();
  return (
    <div className="what-if-answer" aria-live="polite">
      <p>
        <span className="faint">{t("calendar.due")}</span>{" "}
        <strong className="what-if-due">
          {answer.due ? answer.due.replace("T", " ").replace(/:00(?=[+-]|$)/, "") : t("calendar.due_unknown")}
        </strong>
      </p>
      {answer.unknown && <p className="calendar-soon">{answer.unknown}</p>}
      <ol className="plain-list what-if-lines small">
        {answer.steps.map((step, place) => (
          <li key={step.from} className={`what-if-${step.reason}`}>
            {answer.lines[place]}
          </li>
        ))}
      </ol>
    </div>
  );
}
