/** Every version of a calendar, the newest first: a running promise keeps the version under which it was made. */
import { useQuery } from "@tanstack/react-query";
import { Drawer, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Calendar } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { DateTime } from "../shared/DateTime";
import { ErrorPanel } from "../shared/ErrorPanel";
import { usePhone } from "../shared/usePhone";
import { calendarVersionsQuery } from "./queries";

export function VersionsDrawer({ calendar, onClose }: { calendar: Calendar; onClose: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { data, error, refetch } = useQuery(calendarVersionsQuery(calendar.id));
  return (
    <Drawer
      open
      title={t("calendar.versions_of", { name: calendar.name })}
      onClose={onClose}
      size={phone ? "100%" : 480}
    >
      <p className="faint small">{t("calendar.versions_hint")}</p>
      {!data && error && <ErrorPanel error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton active />}
      {data?.items.map((version, place) => (
        <section key={version.version} className="calendar-version">
          <Link
            to={
              place === 0
                ? paths.calendar(calendar.id)
                : withQuery(paths.calendar(calendar.id), { version: version.version })
            }
            onClick={onClose}
          >
            {t("calendar.version", { version: version.version })}
          </Link>{" "}
          {version.written_at && (
            <span className="faint small">
              · <DateTime at={version.written_at} /> · {version.written_by}
            </span>
          )}
          {version.reason && <div>{version.reason}</div>}
          {version.changes.length > 0 && (
            <ul className="plain-bullets small">
              {version.changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </Drawer>
  );
}
