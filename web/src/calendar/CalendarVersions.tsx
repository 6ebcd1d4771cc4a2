/** Every version of a calendar: a running promise keeps the version under which it was made. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Calendar } from "../api/types";
import { paths, withQuery } from "../app/paths";
import { DateTime } from "../shared/DateTime";
import { VersionsDrawer } from "../shared/VersionsDrawer";
import { calendarVersionsQuery } from "./queries";

export function CalendarVersions({ calendar, onClose }: { calendar: Calendar; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <VersionsDrawer
      title={t("calendar.versions_of", { name: calendar.name })}
      hint={t("calendar.versions_hint")}
      result={useQuery(calendarVersionsQuery(calendar.id))}
      onClose={onClose}
    >
      {(version, place) => (
        <>
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
        </>
      )}
    </VersionsDrawer>
  );
}
