import { describe, expect, it } from "vitest";
import { daysAfter, daysLeft, standing } from "./days";

describe("days until something runs out", () => {
  it("are whole civil days, over months and leap days", () => {
    expect(daysLeft("2028-03-01", "2028-02-28")).toBe(2);
    expect(daysLeft("2026-03-01", "2026-02-28")).toBe(1);
    expect(daysLeft("2026-02-28", "2026-03-01")).toBe(-1);
    expect(daysAfter("2027-12-31", 1)).toBe("2028-01-01");
  });

  it("warn only as long before as was entered", () => {
    expect([standing(31, 30), standing(30, 30), standing(0, 30), standing(-1, 30)]).toEqual([
      "fine",
      "soon",
      "soon",
      "over",
    ]);
    expect(standing(0, 0)).toBe("fine");
  });
});
