import { describe, expect, it } from "vitest";
import { isMonth, shiftMonth, weeksOf } from "./month";

describe("a month", () => {
  it("is covered by whole weeks from Monday", () => {
    const november = weeksOf("2026-11");
    expect(november.first).toBe("2026-11-01");
    expect(november.last).toBe("2026-11-30");
    // 1 November 2026 is a Sunday.
    expect(november.weeks[0]?.[0]).toBe("2026-10-26");
    expect(november.weeks[0]?.[6]).toBe("2026-11-01");
    expect(november.weeks.at(-1)?.[0]).toBe("2026-11-30");
    expect(november.weeks).toHaveLength(6);
  });
  it("knows leap years", () => {
    expect(weeksOf("2028-02").last).toBe("2028-02-29");
  });
  it("follows over the year's end", () => {
    expect(shiftMonth("2026-12", 1)).toBe("2027-01");
    expect(shiftMonth("2026-01", -1)).toBe("2025-12");
  });
  it("is not taken from a broken address", () => {
    expect(["2026-13", "2026-1", "", null].some(isMonth)).toBe(false);
  });
});
