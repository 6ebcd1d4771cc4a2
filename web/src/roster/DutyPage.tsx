/** Who is on duty on which date: two engineers every day, gaps in red and ahead of time (人力管理及排班). */
import { LeftOutlined, RightOutlined, WarningOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { DutyDay, DutyTable } from "../api/types";
import { useWhyNot } from "../session/session";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Page } from "../shared/Page";
import { Panel } from "../shared/Panel";
import { usePhone } from "../shared/usePhone";
import { DutyDialog } from "./DutyDialog";
import { DutyDays, DutyGrid } from "./DutyGrid";
import { isMonth, monthOf, shiftMonth, today, weeksOf } from "./month";
import { dutyQuery } from "./queries";
import "./roster.css";

export function Component() {
  const { t, i18n } = useTranslation();
  const phone = usePhone();
  const [params, setParams] = useSearchParams();
  const asked = params.get("month");
  const month = weeksOf(isMonth(asked) ? asked : monthOf(today()));
  const from = month.weeks[0]?.[0] ?? month.first;
  const to = month.weeks.at(-1)?.[6] ?? month.last;
  const { data, error, refetch } = useQuery(dutyQuery(from, to));
  const [chosen, setChosen] = useState<DutyDay | null>(null);
  const mayNotWrite = useWhyNot("duty.write");
  const go = (next: string) => setParams(next === monthOf(today()) ? {} : { month: next });
  const name = new Intl.DateTimeFormat(i18n.language === "zh" ? "zh-CN" : "en-GB", {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(new Date(`${month.first}T00:00:00Z`));
  const inMonth = data?.days.filter((day) => monthOf(day.date) === month.month) ?? [];
  return (
    <Page
      title={t("roster.duty")}
      subtitle={data ? t("roster.duty_rule", { count: data.required }) : undefined}
      extra={
        <Flex gap={8} align="center" className="month-switch">
          <Button
            icon={<LeftOutlined />}
            aria-label={t("roster.month_before")}
            onClick={() => go(shiftMonth(month.month, -1))}
          />
          <strong className="month-name" aria-live="polite">
            {name}
          </strong>
          <Button
            icon={<RightOutlined />}
            aria-label={t("roster.month_after")}
            onClick={() => go(shiftMonth(month.month, 1))}
          />
          <Button onClick={() => go(monthOf(today()))}>{t("roster.this_month")}</Button>
        </Flex>
      }
    >
      {!data && error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : (
        <>
          <Gaps days={inMonth} onChoose={setChosen} />
          {phone ? (
            <DutyDays days={inMonth} required={data.required} onChoose={setChosen} />
          ) : (
            <DutyGrid month={month} days={data.days} required={data.required} onChoose={setChosen} />
          )}
          <Shares table={{ ...data, days: inMonth }} />
        </>
      )}
      {chosen && (
        <DutyDialog
          day={chosen}
          required={data?.required ?? 2}
          whyNot={mayNotWrite}
          onClose={() => setChosen(null)}
        />
      )}
    </Page>
  );
}

function Gaps({ days, onChoose }: { days: DutyDay[]; onChoose: (day: DutyDay) => void }) {
  const { t } = useTranslation();
  // What is past cannot be staffed any more.
  const ahead = days.filter((day) => day.gap && day.date >= today());
  if (ahead.length === 0) return null;
  return (
    <p className="gap-line" role="status">
      <WarningOutlined /> {t("roster.gaps", { count: ahead.length })}
      {ahead.slice(0, 8).map((day) => (
        <Button key={day.date} size="small" danger onClick={() => onChoose(day)}>
          {day.date.slice(5)}
        </Button>
      ))}
      {ahead.length > 8 && "…"}
    </p>
  );
}

/** How the month's duties are shared out: fairness is seen, not claimed. */
function Shares({ table }: { table: DutyTable }) {
  const { t } = useTranslation();
  const shares = new Map<string, { days: number; weekends: number }>();
  for (const day of table.days) {
    const weekday = new Date(`${day.date}T00:00:00Z`).getUTCDay();
    for (const person of day.people) {
      const share = shares.get(person.name) ?? { days: 0, weekends: 0 };
      share.days += 1;
      if (weekday === 0 || weekday === 6) share.weekends += 1;
      shares.set(person.name, share);
    }
  }
  if (shares.size === 0) return null;
  const most = Math.max(...[...shares.values()].map((share) => share.days));
  return (
    <Panel title={t("roster.shares")} className="shares">
      <ul className="plain-list share-list">
        {[...shares]
          .sort(([, a], [, b]) => b.days - a.days)
          .map(([name, share]) => (
            <li key={name}>
              <span>{name}</span>
              <span className="share-bar" aria-hidden>
                <span style={{ width: `${(share.days / most) * 100}%` }} />
              </span>
              <span className="faint small">
                {t("roster.share", { days: share.days, weekends: share.weekends })}
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  );
}
