/** Which time, put together how, and whose. */
import { Flex, Input, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { serverNow } from "../../api/serverTime";
import { CustomerPicker, SitePicker } from "../../archive/pickers";
import { usePhone } from "../../shared/usePhone";
import { civilDate } from "../../shared/zone";
import { GROUPINGS, type Shown, type useShown } from "./shown";
import { boundsOf, SPANS, type Span } from "./span";

interface FiltersProps {
  shown: Shown;
  customer: boolean;
  change: ReturnType<typeof useShown>["change"];
}

export function Filters({ shown, customer, change }: FiltersProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const spans = SPANS.map((span) => ({ value: span, label: t(`availability.spans.${span}`) }));
  const groupings = GROUPINGS.filter((by) => !customer || by !== "customer").map((by) => ({
    value: by,
    label: t(`availability.group.${by}`),
  }));
  const choose = (span: Span) => {
    if (span !== "free") return change({ span, from: null, to: null });
    // Free dates begin with what was shown.
    const bounds = boundsOf(shown.span, serverNow(), shown.first, shown.last);
    if (!bounds) return change({ span });
    const last = new Date(Date.parse(bounds.to) - 1);
    change({ span, from: civilDate(new Date(bounds.from)), to: civilDate(last) });
  };
  return (
    <Flex wrap gap={8} className="list-bar" role="search">
      {phone ? (
        <Select<Span>
          className="list-filter"
          aria-label={t("availability.span")}
          value={shown.span}
          options={spans}
          onChange={choose}
        />
      ) : (
        <Segmented<Span>
          aria-label={t("availability.span")}
          value={shown.span}
          options={spans}
          onChange={choose}
        />
      )}
      {shown.span === "free" && <Dates shown={shown} change={change} />}
      <Select
        className="list-filter"
        aria-label={t("availability.by")}
        value={shown.by}
        options={groupings}
        prefix={<span className="faint">{t("availability.by")}</span>}
        onChange={(by) => change({ by })}
      />
      {!customer && (
        <CustomerPicker
          allowClear
          className="list-filter"
          value={shown.customer_id}
          onChange={(customer_id) =>
            change({
              customer_id,
              site_id: null,
              // Of one customer, the sites are of interest.
              ...(customer_id && shown.by === "customer" ? { by: "site" } : {}),
            })
          }
        />
      )}
      <SitePicker
        allowClear
        className="list-filter"
        customerId={shown.customer_id}
        value={shown.site_id}
        onChange={(site_id) =>
          change({
            site_id,
            ...(site_id && (shown.by === "site" || shown.by === "customer") ? { by: "device" } : {}),
          })
        }
      />
    </Flex>
  );
}

function Dates({ shown, change }: Pick<FiltersProps, "shown" | "change">) {
  const { t } = useTranslation();
  const today = civilDate(new Date(serverNow()));
  return (
    <>
      <Input
        type="date"
        className="date-field"
        aria-label={t("availability.first_day")}
        max={shown.last || today}
        value={shown.first}
        onChange={(event) => change({ from: event.target.value })}
      />
      <Input
        type="date"
        className="date-field"
        aria-label={t("availability.last_day")}
        min={shown.first}
        max={today}
        value={shown.last}
        onChange={(event) => change({ to: event.target.value })}
      />
    </>
  );
}
