/** How long something is still valid: a tag with the days left. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { DeviceExpiry } from "../../api/types";
import { dateText } from "../../shared/DateTime";
import { civilDate } from "../../shared/zone";
import { daysLeft, standing } from "./days";

export const COLOURS = { over: "error", soon: "warning", fine: undefined } as const;

export function Remaining({ expiry }: { expiry: DeviceExpiry }) {
  const { t, i18n } = useTranslation();
  const left = daysLeft(expiry.ends_on, civilDate(new Date()));
  const words =
    left < 0
      ? t("expiries.over", { count: -left })
      : left === 0
        ? t("expiries.today")
        : t("expiries.left", { count: left });
  return (
    <span className="nowrap">
      <time dateTime={expiry.ends_on}>{dateText(expiry.ends_on, i18n.language, false)}</time>{" "}
      <Tag color={COLOURS[standing(left, expiry.warn_days)]}>{words}</Tag>
    </span>
  );
}
