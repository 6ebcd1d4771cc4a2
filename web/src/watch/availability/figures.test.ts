import { describe, expect, it } from "vitest";
import type { Availability } from "../../api/types";
import { csvOf } from "./csv";
import { rateText, together } from "./figures";

const row = (change: Partial<Availability>): Availability => ({
  ...{ id: 1, name: "Alpha", devices: 1, rate: 1, up_seconds: 0, observed_seconds: 0 },
  ...{ down_seconds: 0, unreachable_seconds: 0, planned_seconds: 0, excluded_seconds: 0, unknown_seconds: 0 },
  ...change,
});

it.each([
  [1, "100.000 %"],
  [0.9999999, "99.999 %"],
  [0.99987, "99.987 %"],
  [0.29, "29.000 %"],
  [0, "0.000 %"],
  [null, "—"],
])("a rate of %s reads %s", (rate, text) => {
  expect(rateText(rate)).toBe(text);
});

describe("several lines together", () => {
  it("have the rate of all their time", () => {
    const all = together([
      row({ up_seconds: 90, observed_seconds: 100, down_seconds: 10, devices: 2 }),
      row({ up_seconds: 900, observed_seconds: 900, rate: 1, planned_seconds: 5 }),
    ]);
    expect(all).toMatchObject({ rate: 0.99, devices: 3, down_seconds: 10, planned_seconds: 5 });
  });
  it("have none when nothing was observed", () => {
    expect(together([row({ rate: null, unknown_seconds: 60 })]).rate).toBeNull();
  });
});

it("the file quotes what must be quoted and runs nothing", () => {
  const bounds = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" };
  const rows = [
    row({ name: 'Hall "A", east', rate: 0.5, up_seconds: 43_200.4, observed_seconds: 86_400 }),
    row({ name: "=1+1", rate: null }),
  ];
  expect(csvOf(rows, bounds, ["name", "rest"]).split("\r\n")).toEqual([
    "name,rest",
    '"Hall ""A"", east",1,50,43200,86400,0,0,0,0,0,2026-11-01T00:00:00.000Z,2026-11-02T00:00:00.000Z',
    "'=1+1,1,,0,0,0,0,0,0,0,2026-11-01T00:00:00.000Z,2026-11-02T00:00:00.000Z",
    "",
  ]);
});
