/** The way of a fault as a line of stations. */
import { CheckOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Ticket, Visit } from "../api/types";
import { stations } from "./progress";

export function StepLine({ ticket, visits }: { ticket: Ticket; visits?: Visit[] }) {
  const { t } = useTranslation();
  if (ticket.state === "cancelled") return <p className="faint">{t("desk.state.cancelled")}</p>;
  const shown = stations(ticket, visits);
  const now = shown.findLastIndex(({ done }) => done);
  return (
    <ol className="plain-list step-line" style={{ gridTemplateColumns: `repeat(${shown.length}, 1fr)` }}>
      {shown.map(({ station, done }, index) => (
        <li
          key={station}
          className={`${done ? "station-done" : ""} ${index === now ? "station-now" : ""}`}
          aria-current={index === now ? "step" : undefined}
        >
          <span className="station-dot" aria-hidden>
            {done ? <CheckOutlined /> : index + 1}
          </span>
          <span className="station-name">{t(`portal.station.${station}`)}</span>
        </li>
      ))}
    </ol>
  );
}
