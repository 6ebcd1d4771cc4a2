/** Instants and dates as people of the page's language write them. */
import { useTranslation } from "react-i18next";
import { spanInWords } from "./duration";
import { useServerNow } from "./ticker";
import { civilDate, shownZone } from "./zone";

type Precision = "day" | "minute" | "second";

const SHAPES: Record<Precision, Intl.DateTimeFormatOptions> = {
  day: { month: "short", day: "numeric" },
  minute: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  second: {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  },
};

/** `11月22日 15:00` or `22 Nov, 15:00`, with the year when it is not this one. */
export function instantText(at: string, language: string, precision: Precision = "minute"): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const thisYear = civilDate(date).slice(0, 4) === civilDate(new Date()).slice(0, 4);
  const shape: Intl.DateTimeFormatOptions = {
    ...SHAPES[precision],
    ...(thisYear ? {} : { year: "numeric" }),
    timeZone: shownZone(),
  };
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", shape).format(date);
}

/** `2026年11月22日 周日` or `Sun, 22 Nov 2026`, from a civil date; no zone is involved. */
export function dateText(date: string, language: string, weekday = true): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    year: "numeric",
    month: "short",
    day: "numeric",
    weekday: weekday ? "short" : undefined,
    timeZone: "UTC",
  }).format(new Date(`${date}T00:00:00Z`));
}

interface DateTimeProps {
  at: string | null | undefined;
  precision?: Precision;
}

export function DateTime({ at, precision }: DateTimeProps) {
  const { i18n } = useTranslation();
  if (!at) return <span className="faint">—</span>;
  return (
    <time
      dateTime={at}
      title={new Date(at).toLocaleString(i18n.language, { timeZone: shownZone(), timeZoneName: "short" })}
      className="nowrap"
    >
      {instantText(at, i18n.language, precision)}
    </time>
  );
}

/** How long ago, anew each second: `3 min`. */
export function Ago({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const seconds = (useServerNow() - Date.parse(at)) / 1000;
  return (
    <time dateTime={at} title={instantText(at, i18n.language, "second")} className="nowrap">
      {seconds < 5 ? t("shared.just_now") : t("shared.ago", { span: spanInWords(seconds, t) })}
    </time>
  );
}
