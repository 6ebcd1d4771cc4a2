/** Who answers now, how to reach them, who is next, and where nobody is. */
import { PhoneOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DutyNow } from "../api/types";
import { paths } from "../app/paths";
import { dutyNowQuery } from "../roster/queries";
import { dateText } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Panel } from "../shared/Panel";

export function DutyPanel() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(dutyNowQuery);
  return (
    <Panel
      className="overview-duty"
      title={t("overview.on_duty")}
      extra={<Link to={paths.duty}>{t("overview.duty_table")}</Link>}
    >
      {data ? (
        <OnDuty duty={data} />
      ) : error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active />
      )}
    </Panel>
  );
}

function OnDuty({ duty }: { duty: DutyNow }) {
  const { t, i18n } = useTranslation();
  const firstGap = duty.gaps[0];
  return (
    <>
      {duty.on_duty.length === 0 ? (
        <p className="duty-gap">
          <WarningOutlined /> {t("overview.nobody_on_duty")}
        </p>
      ) : (
        <ul className="plain-list">
          {duty.on_duty.map((person) => (
            <li key={person.id} className="duty-person">
              <span className="avatar" aria-hidden>
                {person.name.slice(0, 1)}
              </span>
              <span className="over-main">
                <strong>{person.name}</strong>
                <span className="faint small">{person.phone ?? t("overview.no_phone")}</span>
              </span>
              {person.phone && (
                <Button
                  shape="circle"
                  icon={<PhoneOutlined />}
                  href={`tel:${person.phone.replace(/\s/g, "")}`}
                  aria-label={t("overview.call", { name: person.name })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {duty.next && (
        <p className="duty-next faint">
          {t("overview.next_duty", {
            date: dateText(duty.next.date, i18n.language),
            people:
              duty.next.people.map((person) => person.name).join(t("shared.list_comma")) || t("desk.nobody"),
          })}
        </p>
      )}
      {firstGap && (
        <Link to={paths.duty} className="duty-gap">
          <WarningOutlined />
          {t("overview.gaps", { count: duty.gaps.length, date: dateText(firstGap, i18n.language) })}
        </Link>
      )}
    </>
  );
}
