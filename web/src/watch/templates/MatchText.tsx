/** What a template is for, in a line: `Camera · Hikvision`. */
import { useTranslation } from "react-i18next";
import { DEVICE_KINDS, type DeviceKind } from "../../api/types";
import { MATCHES, type Outline } from "./outline";

export function MatchText({ outline, byHand = 0 }: { outline: Outline; byHand?: number }) {
  const { t } = useTranslation();
  const kind = (word: string) =>
    (DEVICE_KINDS as readonly string[]).includes(word) ? t(`archive.kind.${word as DeviceKind}`) : word;
  const parts = MATCHES.flatMap((name) => {
    const words = outline.match[name];
    if (!words?.length) return [];
    const said = words.map((word) => (name === "kinds" ? kind(word) : word)).join(t("shared.list_comma"));
    return [
      name === "sys_object_id" || name === "sys_descr" || name === "banner"
        ? `${t(`template.match.${name}`)} ${said}`
        : said,
    ];
  });
  if (byHand > 0) parts.push(t("template.by_hand", { count: byHand }));
  return <span className="break">{parts.length > 0 ? parts.join(" · ") : t("template.for_nobody")}</span>;
}
