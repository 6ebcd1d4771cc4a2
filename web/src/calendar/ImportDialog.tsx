/** A calendar file (TOML) or an iCalendar file (.ics): what it would change is shown first, and taken over by a person. */
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Modal, Radio, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CalendarDefinition, CalendarProposal, IcalReading } from "../api/types";
import { ErrorPanel } from "../shared/ErrorPanel";
import { readFile, readIcal } from "./queries";

const LARGEST_BYTES = 1024 * 1024;
const READINGS = ["by_title", "off", "make_up"] as const satisfies readonly IcalReading[];

interface ImportDialogProps {
  /** The calendar as it stands on the page. */
  definition: CalendarDefinition;
  onTake: (definition: CalendarDefinition) => void;
  onClose: () => void;
}

interface Chosen {
  name: string;
  text: string;
  ical: boolean;
}

export function ImportDialog({ definition, onTake, onClose }: ImportDialogProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [reading, setReading] = useState<IcalReading>("by_title");
  const [proposal, setProposal] = useState<CalendarProposal | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = async (file: Chosen, how: IcalReading) => {
    setError(null);
    setProposal(null);
    try {
      setProposal(await (file.ical ? readIcal(file.text, definition, how) : readFile(file.text, definition)));
    } catch (caught) {
      setError(caught);
    }
  };
  const choose = async (file: File) => {
    if (file.size > LARGEST_BYTES) return setError(new Error(t("calendar.file_too_large")));
    const text = await file.text();
    const next = {
      name: file.name,
      text,
      ical: /^\s*BEGIN:VCALENDAR/i.test(text) || /\.ics$/i.test(file.name),
    };
    setChosen(next);
    await read(next, reading);
  };
  return (
    <Modal open title={t("calendar.import")} width={640} footer={null} onCancel={onClose} destroyOnHidden>
      <p className="dialog-intro">{t("calendar.import_hint")}</p>
      <Upload.Dragger
        accept=".toml,.ics,text/calendar"
        showUploadList={false}
        beforeUpload={(file) => {
          void choose(file);
          return false;
        }}
      >
        <p>
          <InboxOutlined className="empty-icon" />
        </p>
        <p>{chosen ? chosen.name : t("calendar.drop_here")}</p>
      </Upload.Dragger>
      {chosen?.ical && (
        <Radio.Group
          className="choices calendar-reading"
          value={reading}
          onChange={(event) => {
            setReading(event.target.value as IcalReading);
            void read(chosen, event.target.value as IcalReading);
          }}
        >
          {READINGS.map((how) => (
            <Radio key={how} value={how}>
              {t(`calendar.reading.${how}`)}
            </Radio>
          ))}
        </Radio.Group>
      )}
      {error !== null && <ErrorPanel error={error} />}
      {proposal && (
        <div className="calendar-proposal" aria-live="polite">
          <h3>{t("calendar.would_change", { count: proposal.changes.length })}</h3>
          <ul className="plain-bullets small calendar-changes">
            {proposal.changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
          {proposal.left_out.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={t("calendar.left_out", { count: proposal.left_out.length })}
              description={
                <ul className="plain-bullets">
                  {proposal.left_out.map((why) => (
                    <li key={why}>{why}</li>
                  ))}
                </ul>
              }
            />
          )}
        </div>
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>{t("shared.cancel")}</Button>
        <Button
          type="primary"
          disabled={!proposal || proposal.changes.length === 0}
          onClick={() => proposal && onTake(proposal.definition)}
        >
          {t("calendar.take_over")}
        </Button>
      </div>
    </Modal>
  );
}
