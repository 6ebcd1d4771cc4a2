/** The way of a fault as a line with five stations. */
import { CheckOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Ticket, TicketDetail } from "../api/types";
import { reached, STATIONS } from "./progress";

export function StepLine({ ticket, clocks }: { ticket: Ticket; clocks?: TicketDetail["clocks"] }) {
  const { t } = useTranslation();
  const count = reached(ticket, clocks);
  if (count === 0) return <p className="faint">{t("desk.state.cancelled")}</p>;
  return (
    <ol className="plain-list step-line">
      {STATIONS.map((station, index) => {
        const done = index < count;
        const current = index === count - 1;
        return (
          <li
            key={station}
            className={`${done ? "station-done" : ""} ${current ? "station-now" : ""}`}
            aria-current={current ? "step" : undefined}
          >
            <span className="station-dot" aria-hidden>
              {done ? <CheckOutlined /> : index + 1}
            </span>
            <span className="station-name">{t(`portal.station.${station}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
