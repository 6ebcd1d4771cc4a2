import i18next, { type TFunction } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { texts as en } from "../../i18n/en";
import { texts as zh } from "../../i18n/zh";
import { coversText, sentenceOf } from "./sentence";
import type { Definition } from "./types";

let english: TFunction;
let chinese: TFunction;
beforeAll(async () => {
  await i18next.init({
    lng: "en",
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  english = i18next.getFixedT("en");
  chinese = i18next.getFixedT("zh");
});

/** Spaces that keep a unit beside its number are spaces all the same. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

const STORIES: [Definition, string, string][] = [
  [
    { metric: "loss", when: { kind: "above", value: 0.2, clear: 0.1 }, for_seconds: 300 },
    "Packet loss above 20 %, for 5 min; well again at 10 %",
    "丢包率高于 20 %，持续 5 分；回到 10 % 即恢复",
  ],
  [
    { metric: "if_in", label: "Gi1/0/*", when: { kind: "below", value: 12_500 } },
    "Incoming traffic of Gi1/0/* below 0.1 Mbit/s",
    "Gi1/0/* 的入流量低于 0.1 Mbit/s",
  ],
  [
    { metric: "rows", check: "orders", when: { kind: "absent" } },
    "rows (check orders): not measured although the device answers",
    "设备有应答但没有rows（检测项 orders）",
  ],
  [
    { metric: "round_trip", when: { kind: "unusual", spread: 4, side: "above" }, for_seconds: 3600 },
    "Round trip: higher by more than 4 times the usual spread than is usual at this hour of the week, for 1 h",
    "往返时间高出每周同一时刻常态超过 4 倍常规波动，持续 1 小时",
  ],
  [
    {
      metric: "battery_charge",
      when: { kind: "reaches", value: 0.3, within_days: 14, confidence: 0.8 },
    },
    "Battery charge: on its way to 30 % within 14 days, at least 80 % sure",
    "电池电量预计 14 天内达到 30 %，把握不低于 80 %",
  ],
];

describe("a rule in words", () => {
  it.each(STORIES)("says what breaks it: %#", (definition, inEnglish, inChinese) => {
    expect(plain(sentenceOf(definition, english))).toBe(inEnglish);
    expect(plain(sentenceOf(definition, chinese))).toBe(inChinese);
  });

  it("says which devices it is for", () => {
    const names = {
      site: (id: number) => ({ 3: "Depot" })[id],
      device: (id: number) => ({ 7: "CAM-7" })[id],
    };
    expect(coversText({}, names, english)).toBe("Every device");
    expect(coversText({ kinds: ["camera", "ups"], site_ids: [3] }, names, english)).toBe(
      "Camera, UPS · Depot",
    );
    expect(coversText({ device_ids: [7, 9] }, names, chinese)).toBe("CAM-7、#9");
  });
});
