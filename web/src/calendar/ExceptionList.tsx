/** The dated exceptions of a calendar, the next ones first. */
import { DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CalendarException } from "../api/types";
import { today } from "../roster/month";
import { dateText } from "../shared/DateTime";

interface ExceptionListProps {
  exceptions: CalendarException[];
  disabled: boolean;
  onChoose: (exception: CalendarException) => void;
  onRemove: (date: string) => void;
}

export function ExceptionList({ exceptions, disabled, onChoose, onRemove }: ExceptionListProps) {
  const { t, i18n } = useTranslation();
  const [all, setAll] = useState(false);
  const ahead = exceptions.filter((exception) => exception.date >= today());
  const shown = all ? exceptions : ahead;
  const past = exceptions.length - ahead.length;
  return (
    <>
      {shown.length === 0 && <p className="panel-body faint">{t("calendar.no_exceptions")}</p>}
      <ul className="plain-list rows exception-list">
        {shown.map((exception) => (
          <li key={exception.date}>
            <div>
              <strong>{dateText(exception.date, i18n.language)}</strong> {exception.name}
              <div className="faint small">
                <Kind exception={exception} />
              </div>
            </div>
            {!disabled && (
              <span className="nowrap">
                <Button size="small" onClick={() => onChoose(exception)}>
                  {t("shared.edit")}
                </Button>{" "}
                <Button
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t("calendar.remove_exception", { date: exception.date })}
                  onClick={() => onRemove(exception.date)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {past > 0 && (
        <p className="panel-body">
          <Button size="small" onClick={() => setAll(!all)}>
            {all ? t("calendar.only_ahead") : t("calendar.with_past", { count: past })}
          </Button>
        </p>
      )}
    </>
  );
}

function Kind({ exception }: { exception: CalendarException }) {
  const { t } = useTranslation();
  if (!exception.windows) return t("calendar.exception_kind.make_up");
  if (exception.windows.length === 0) return t("calendar.exception_kind.off");
  return <span className="mono">{exception.windows.join(", ")}</span>;
}
