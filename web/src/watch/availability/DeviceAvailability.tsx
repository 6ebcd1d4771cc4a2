/** How much of the past thirty days a device was there, with the way to its neighbours' figures. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Device } from "../../api/types";
import { paths, withQuery } from "../../app/paths";
import { spanInWords } from "../../shared/duration";
import { Panel } from "../../shared/Panel";
import { availabilityQuery } from "../queries";
import { rateText } from "./figures";
import { TimeBar } from "./TimeBar";

export function DeviceAvailability({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { data } = useQuery(availabilityQuery({ span: "30d", by: "device", device_id: device.id }));
  const found = data?.items[0];
  const { customer_id, site_id } = device;
  return (
    <Panel
      title={t("availability.of_device")}
      extra={
        <Link to={withQuery(paths.availability, { span: "30d", by: "device", customer_id, site_id })}>
          {t("availability.of_site")}
        </Link>
      }
    >
      <div className="availability-figure">
        <strong>{rateText(found?.rate ?? null)}</strong>
        {found && (
          <span className="faint small">
            {found.observed_seconds > 0
              ? t("availability.up_of_observed", {
                  up: spanInWords(found.up_seconds, t),
                  observed: spanInWords(found.observed_seconds, t),
                })
              : t("availability.not_observed")}
          </span>
        )}
      </div>
      {found && <TimeBar of={found} />}
    </Panel>
  );
}
