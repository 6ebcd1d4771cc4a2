import { describe, expect, it } from "vitest";
import { partsOf, targetOf } from "./target";

describe("a target", () => {
  it("reads back as it was written", () => {
    for (const text of ["30m", "4h", "1h30m", "45s", "wall:4h", "wall:30m", "3wd", "eod", "2eod"]) {
      const parts = partsOf(text);
      expect(parts && targetOf(parts), text).toBe(text);
    }
  });
  it("is told in the unit in which it is a whole number", () => {
    expect(partsOf("90m")).toEqual({ count: 90, unit: "minutes" });
    expect(partsOf("120m")).toEqual({ count: 2, unit: "hours" });
    expect(partsOf("1h30m")).toEqual({ count: 90, unit: "minutes" });
    expect(partsOf("wall:1h")).toEqual({ count: 1, unit: "wall_hours" });
    for (const text of ["", "4", "4d", "wall:", "wall:3wd", undefined]) expect(partsOf(text)).toBeNull();
  });
});
