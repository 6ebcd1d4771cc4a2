/** How much of the time devices were there: over a span, by customer, site, kind or device, with what each rate rests on. */
import { DownloadOutlined, PercentageOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Breadcrumb, Button, Card, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Availability } from "../../api/types";
import { paths, withQuery } from "../../app/paths";
import { allCustomersQuery, allSitesQuery } from "../../archive/queries";
import { useSession } from "../../session/session";
import { instantText } from "../../shared/DateTime";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Page } from "../../shared/Page";
import { civilDate, zoneName } from "../../shared/zone";
import { availabilityQuery } from "../queries";
import "../watch.css";
import { csvOf, download } from "./csv";
import { Filters } from "./Filters";
import { Lines } from "./Lines";
import { type Shown, useShown } from "./shown";
import { Total } from "./Total";

export function Component() {
  const { t, i18n } = useTranslation();
  const customer = useSession().person.role === "customer";
  const { shown, change } = useShown(customer);
  const result = useQuery(availabilityQuery(shown));
  const { data, error } = result;
  const file = () => {
    if (!data) return;
    const headings = [
      t(`availability.group.${shown.by}`),
      t("availability.devices"),
      t("availability.csv.rate"),
      t("availability.csv.up"),
      t("availability.csv.observed"),
      t("availability.csv.down"),
      t("availability.csv.unreachable"),
      t("availability.csv.planned"),
      t("availability.csv.excluded"),
      t("availability.csv.unknown"),
      t("availability.csv.from"),
      t("availability.csv.to"),
    ];
    const named = data.items.map((row) =>
      shown.by === "kind" ? { ...row, name: t(`archive.kind.${row.name}` as "archive.kind.other") } : row,
    );
    // The last instant is no longer wanted: a month ends on its own last day.
    const last = new Date(Date.parse(data.bounds.to) - 1);
    const dates = `${civilDate(new Date(data.bounds.from))}-${civilDate(last)}`;
    download(`availability-${shown.by}-${dates}.csv`, csvOf(named, data.bounds, headings));
  };
  return (
    <Page
      title={t("availability.title")}
      subtitle={t("availability.intro")}
      extra={
        <>
          <Link to={paths.exclusions}>
            <Button>{t("availability.exclusions")}</Button>
          </Link>
          <Button icon={<DownloadOutlined />} disabled={!data?.items.length} onClick={file}>
            {t("availability.download")}
          </Button>
        </>
      }
    >
      <Filters shown={shown} customer={customer} change={change} />
      <Trail shown={shown} customer={customer} />
      {shown.span === "free" && !(shown.first && shown.last) ? (
        <Card className="list-card">
          <EmptyState title={t("availability.choose_dates")} hint={t("availability.choose_dates_hint")} />
        </Card>
      ) : error ? (
        <ErrorPanel error={error} retry={() => void result.refetch()} />
      ) : !data ? (
        <Card className="list-card">
          <Skeleton active paragraph={{ rows: 6 }} title={false} />
        </Card>
      ) : data.items.length === 0 ? (
        <Card className="list-card">
          <EmptyState
            icon={<PercentageOutlined />}
            title={t("availability.none")}
            hint={t("availability.none_hint")}
          />
        </Card>
      ) : (
        <>
          <Total
            rows={data.items}
            span={t("availability.zone", {
              from: instantText(data.bounds.from, i18n.language),
              to: instantText(data.bounds.to, i18n.language),
              zone: zoneName(),
            })}
          />
          <Lines
            rows={data.items}
            by={shown.by}
            loading={result.isPlaceholderData}
            // A row leads to what it is made of; a kind is spread over all sites and leads nowhere.
            pathOf={(row) => pathOf(row, shown, customer)}
          />
        </>
      )}
    </Page>
  );
}

function pathOf(row: Availability, shown: Shown, customer: boolean): string | null {
  if (shown.by === "customer") return addressOf({ ...shown, by: "site", customer_id: row.id });
  if (shown.by === "site") return addressOf({ ...shown, by: "device", site_id: row.id });
  return shown.by === "device" && !customer ? paths.device(row.id) : null;
}

function addressOf({ span, first, last, by, customer_id, site_id }: Shown): string {
  return withQuery(paths.availability, { span, from: first, to: last, by, customer_id, site_id });
}

/** The way back up from a site to its customer to everybody. */
function Trail({ shown, customer }: { shown: Shown; customer: boolean }) {
  const { t } = useTranslation();
  const customers = useQuery({ ...allCustomersQuery, enabled: !customer }).data;
  const sites = useQuery({ ...allSitesQuery(shown.customer_id), enabled: shown.site_id !== undefined }).data;
  if (shown.customer_id === undefined && shown.site_id === undefined) return null;
  const top = customer ? t("availability.all_sites") : t("availability.everybody");
  const up: Shown = {
    ...shown,
    by: customer ? "site" : "customer",
    customer_id: undefined,
    site_id: undefined,
  };
  const items = [{ key: "top", title: <Link to={addressOf(up)}>{top}</Link> }];
  const whose = customers?.find(({ id }) => id === shown.customer_id)?.name;
  if (whose && shown.site_id === undefined) items.push({ key: "whose", title: <span>{whose}</span> });
  else if (whose)
    items.push({
      key: "whose",
      title: <Link to={addressOf({ ...shown, by: "site", site_id: undefined })}>{whose}</Link>,
    });
  const where = sites?.find(({ id }) => id === shown.site_id)?.name;
  if (where) items.push({ key: "where", title: <span>{where}</span> });
  return <Breadcrumb className="availability-trail" items={items} />;
}
