/** The calendars that promised times are counted by. */
import { PlusOutlined, ScheduleOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Calendar } from "../api/types";
import { paths } from "../app/paths";
import { today } from "../roster/month";
import { useWhyNot } from "../session/session";
import { ActionButton } from "../shared/ActionButton";
import { DateTime, dateText } from "../shared/DateTime";
import { type ListColumn, ListPage } from "../shared/ListPage";
import { useListState } from "../shared/useListState";
import "./calendar.css";
import { calendarsQuery } from "./queries";

export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const state = useListState([], "");
  const result = useQuery(calendarsQuery(state.query));
  const mayNotWrite = useWhyNot("calendars.write");
  const add = (
    <ActionButton
      type="primary"
      icon={<PlusOutlined />}
      whyNot={mayNotWrite}
      onClick={() => void navigate(paths.newCalendar)}
    >
      {t("calendar.add")}
    </ActionButton>
  );
  const hours = (calendar: Calendar) =>
    calendar.around_the_clock
      ? t("calendar.always")
      : t("calendar.hours_a_week", { hours: calendar.week_minutes / 60 });
  const known = (calendar: Calendar) => {
    if (!calendar.announced_until) return <span className="faint">{t("calendar.no_holidays")}</span>;
    const soon = calendar.announced_until < today().replace(/^\d+/, (year) => String(Number(year) + 1));
    const date = dateText(calendar.announced_until, i18n.language, false);
    return (
      <span className={soon ? "calendar-soon" : ""}>
        {soon && <WarningOutlined />} {t("calendar.known_until", { date })}
        {calendar.holidays_outdated && <Tag className="calendar-tag">{t("calendar.outdated")}</Tag>}
      </span>
    );
  };
  const columns: ListColumn<Calendar>[] = [
    {
      key: "name",
      title: t("calendar.name"),
      sortBy: "name",
      render: (_, calendar) => (
        <div className="cell-title">
          <Link to={paths.calendar(calendar.id)}>{calendar.name}</Link>
          <div className="faint small">
            {calendar.built_in
              ? t("calendar.built_in")
              : t("calendar.version", { version: calendar.version })}
          </div>
        </div>
      ),
    },
    { key: "hours", title: t("calendar.hours"), render: (_, calendar) => hours(calendar) },
    { key: "holidays", title: t("calendar.holidays"), render: (_, calendar) => known(calendar) },
    { key: "zone", title: t("calendar.zone"), render: (_, calendar) => calendar.zone },
    {
      key: "written",
      title: t("calendar.written"),
      sortBy: "written_at",
      render: (_, calendar) =>
        calendar.written_at ? (
          <span className="nowrap">
            <DateTime at={calendar.written_at} />
            <span className="faint"> · {calendar.written_by}</span>
          </span>
        ) : (
          <span className="faint">—</span>
        ),
    },
  ];
  return (
    <ListPage<Calendar>
      title={t("calendar.calendars")}
      subtitle={t("calendar.intro")}
      extra={add}
      state={state}
      result={result}
      searchHint={t("calendar.search")}
      rowPath={(calendar) => paths.calendar(calendar.id)}
      columns={columns}
      card={(calendar) => (
        <>
          <div className="card-title">{calendar.name}</div>
          <div className="card-facts">
            <span>{hours(calendar)}</span>
            {known(calendar)}
            <span>{calendar.zone}</span>
          </div>
        </>
      )}
      empty={{
        icon: <ScheduleOutlined />,
        title: t("calendar.none"),
        hint: t("calendar.none_hint"),
        action: add,
      }}
    />
  );
}
