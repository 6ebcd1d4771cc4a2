/** A rule said in a sentence: `Packet loss above 20 %, for 5 min; well again at 10 %`. */
import type { TFunction } from "i18next";
import type { DeviceKind } from "../../api/types";
import { spanInWords } from "../../shared/duration";
import { inUnit, measureText, scaleOf, unitOf } from "./measures";
import type { Definition } from "./types";

/** `Incoming traffic of Gi1/0/1, measured by traffic`. */
export function whatText({ metric, label, check }: Definition, t: TFunction): string {
  const measure = measureText(metric, t);
  const labelled = label && label !== "*" ? t("rules.measure_of", { measure, label }) : measure;
  return check ? t("rules.measured_by", { measure: labelled, check }) : labelled;
}

export function sentenceOf(definition: Definition, t: TFunction, unit?: string): string {
  const { metric, when, for_seconds } = definition;
  const scale = scaleOf(metric, unitOf(metric, unit), t);
  const what = whatText(definition, t);
  const span = for_seconds ? t("rules.for_span", { span: spanInWords(for_seconds, t) }) : "";
  const clear =
    "clear" in when && when.clear !== null && when.clear !== undefined && when.clear !== when.value
      ? t("rules.clear_at", { value: inUnit(when.clear, scale) })
      : "";
  switch (when.kind) {
    case "above":
    case "below":
      return t(`rules.says.${when.kind}`, { what, value: inUnit(when.value, scale) }) + span + clear;
    case "absent":
      return t("rules.says.absent", { what }) + span;
    case "unusual":
      return t(`rules.says.unusual_${when.side}`, { what, spread: when.spread }) + span;
    case "reaches":
      return (
        t("rules.says.reaches", {
          what,
          value: inUnit(when.value, scale),
          days: when.within_days,
          confidence: Math.round(when.confidence * 100),
        }) + span
      );
  }
}

interface Names {
  site: (id: number) => string | undefined;
  device: (id: number) => string | undefined;
}

/** Which devices: `Cameras at Pole 7, Depot`, `Every device`. Each list that is not empty must name the device. */
export function coversText(
  of: Partial<NonNullable<Definition["of"]>> | undefined,
  names: Names,
  t: TFunction,
): string {
  const { kinds = [], site_ids = [], device_ids = [] } = of ?? {};
  const joined = (all: string[], most = 3) =>
    all.length > most
      ? t("rules.and_more", {
          names: all.slice(0, most).join(t("shared.list_comma")),
          count: all.length - most,
        })
      : all.join(t("shared.list_comma"));
  const parts = [
    kinds.length > 0
      ? joined(
          kinds.map((kind) => t(`archive.kind.${kind as DeviceKind}`)),
          7,
        )
      : "",
    site_ids.length > 0 ? joined(site_ids.map((id) => names.site(id) ?? `#${id}`)) : "",
    device_ids.length > 0 ? joined(device_ids.map((id) => names.device(id) ?? `#${id}`)) : "",
  ].filter(Boolean);
  return parts.length === 0 ? t("rules.every_device") : parts.join(" · ");
}
