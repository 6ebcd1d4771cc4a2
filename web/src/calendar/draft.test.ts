import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import { definitionOf, draftOf, OFFICE, weekMistakes, windowsOf, withException } from "./draft";

describe("a calendar that is being written", () => {
  it("becomes what it was read from", () => {
    expect(definitionOf(draftOf("x", OFFICE))).toEqual(OFFICE);
    const whole = {
      ...OFFICE,
      announced_until: "2027-12-31",
      exceptions: [{ date: "2026-02-14", name: "调休" }],
    };
    expect(definitionOf(draftOf("x", whole))).toEqual(whole);
  });
  it("reads windows as people type them", () => {
    expect(windowsOf("09:00-12:00，13:30 – 17:30")).toEqual(["09:00-12:00", "13:30-17:30"]);
    expect(windowsOf(" 00:00-24:00 ;")).toEqual(["00:00-24:00"]);
    expect(windowsOf("")).toEqual([]);
  });
  it("asks for no date of holidays when it has none", () => {
    const draft = { ...draftOf("x", OFFICE), holidays: [], announced_until: "2027-12-31" };
    expect(definitionOf(draft)).not.toHaveProperty("announced_until");
  });
  it("keeps one exception a date, in order", () => {
    const may = { date: "2026-05-09", name: "" };
    const march = { date: "2026-03-09", name: "", windows: [] };
    const both = withException(withException([], may.date, may), march.date, march);
    expect(both).toEqual([march, may]);
    expect(withException(both, may.date, { ...march, name: "moved onto another" })).toHaveLength(1);
    expect(withException(both, march.date, null)).toEqual([may]);
  });
  it("puts the server's objections beside their days", () => {
    const problem = new Problem({
      title: "",
      status: 422,
      code: "invalid",
      detail: "",
      fields: [
        { path: "of.definition.week.mon[1]", code: "window.overlap", detail: "overlaps" },
        { path: "definition.week", code: "week.empty", detail: "empty" },
      ],
    });
    expect(weekMistakes(problem)).toEqual({ mon: "overlaps" });
  });
});
