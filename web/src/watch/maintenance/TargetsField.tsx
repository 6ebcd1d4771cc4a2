/** What is worked on: the whole customer, sites and devices of theirs, found by typing a part of the name. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MaintenanceTarget, MaintenanceWindow } from "../../api/types";
import { allSitesQuery, devicesQuery } from "../../archive/queries";

/** A target as one word, as a choice has it: `site:3`. */
export type TargetWord = `${MaintenanceTarget["kind"]}:${number}`;
export const wordOf = ({ kind, id }: MaintenanceTarget): TargetWord => `${kind}:${id}`;
export function targetOf(word: TargetWord): MaintenanceTarget {
  const [kind, id] = word.split(":") as [MaintenanceTarget["kind"], string];
  return { kind, id: Number(id) };
}

interface TargetsFieldProps {
  id?: string;
  value?: TargetWord[];
  onChange?: (value: TargetWord[]) => void;
  customerId?: number;
  /** Targets whose names are known already. */
  known: MaintenanceWindow["targets"];
  ref?: Ref<HTMLElement>;
}

const SITES_SHOWN = 30;

export function TargetsField({ id, value, onChange, customerId, known, ref }: TargetsFieldProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState("");
  // The names of what was chosen stay known while something else is searched for.
  const [names, setNames] = useState(() => new Map(known.map((target) => [wordOf(target), target.name])));
  const asks = { enabled: customerId !== undefined };
  const sites = useQuery({ ...allSitesQuery(customerId), ...asks });
  const devices = useQuery({
    ...devicesQuery({ q, customer_id: customerId, limit: 30, sort: "name" }),
    ...asks,
  });
  const whole: { value: TargetWord; label: string }[] =
    customerId === undefined
      ? []
      : [{ value: `customer:${customerId}`, label: t("maintenance.whole_customer") }];
  const searched = q.trim().toLowerCase();
  const found = [
    ...whole,
    {
      label: t("maintenance.sites"),
      options: (customerId === undefined ? [] : (sites.data ?? []))
        .filter((site) => site.name.toLowerCase().includes(searched))
        .slice(0, SITES_SHOWN)
        .map((site) => ({ value: `site:${site.id}` as TargetWord, label: site.name })),
    },
    {
      label: t("maintenance.single_devices"),
      options: (customerId === undefined ? [] : (devices.data?.items ?? [])).map((device) => ({
        value: `device:${device.id}` as TargetWord,
        label: `${device.name} · ${device.site_name}`,
      })),
    },
  ].filter((entry) => !("options" in entry) || entry.options.length > 0);
  const offered = new Map(
    found
      .flatMap((entry) => ("options" in entry ? entry.options : [entry]))
      .map((option) => [option.value, option.label]),
  );
  const shown = (value ?? []).map((word) => ({
    value: word,
    label: offered.get(word) ?? (names.get(word) || word),
  }));
  return (
    <Select<{ value: TargetWord; label: React.ReactNode }[]>
      id={id}
      ref={ref as never}
      mode="multiple"
      labelInValue
      disabled={customerId === undefined}
      placeholder={t(customerId === undefined ? "maintenance.customer_first" : "maintenance.search_targets")}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={sites.isFetching || devices.isFetching}
      value={shown}
      options={found}
      onChange={(chosen) => {
        setNames((before) => {
          const next = new Map(before);
          for (const { value: word, label } of chosen) next.set(word, String(label));
          return next;
        });
        onChange?.(chosen.map(({ value: word }) => word));
      }}
    />
  );
}
