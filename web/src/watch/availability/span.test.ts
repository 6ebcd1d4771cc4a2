import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setZone } from "../../shared/zone";
import { boundsOf, spanOf } from "./span";

// Already December in Shanghai, still November in Greenwich.
const NOW = Date.parse("2026-11-30T17:00:00Z");

describe("a span of availability", () => {
  beforeEach(() => setZone("Asia/Shanghai"));
  afterEach(() => setZone(undefined));

  it.each([
    ["this_month", "2026-11-30T16:00:00.000Z", "2026-11-30T17:00:00.000Z"],
    ["last_month", "2026-10-31T16:00:00.000Z", "2026-11-30T16:00:00.000Z"],
    ["30d", "2026-10-31T17:00:00.000Z", "2026-11-30T17:00:00.000Z"],
    ["7d", "2026-11-23T17:00:00.000Z", "2026-11-30T17:00:00.000Z"],
  ] as const)("of %s begins and ends by the installation's clock", (span, from, to) => {
    expect(boundsOf(span, NOW)).toEqual({ from, to });
  });

  it("of free dates takes in both days, and never what lies ahead", () => {
    expect(boundsOf("free", NOW, "2026-11-01", "2026-11-02")).toEqual({
      from: "2026-10-31T16:00:00.000Z",
      to: "2026-11-02T16:00:00.000Z",
    });
    expect(boundsOf("free", NOW, "2026-11-01", "2026-12-31")?.to).toBe("2026-11-30T17:00:00.000Z");
  });

  it("is none while a date is missing or is no date", () => {
    expect(boundsOf("free", NOW, "2026-11-01", "")).toBeNull();
    expect(boundsOf("free", NOW, "2026-13-01", "2026-11-02")).toBeNull();
  });

  it("over a change of the clocks keeps to midnights", () => {
    setZone("Europe/Berlin");
    expect(boundsOf("last_month", NOW)).toEqual({
      from: "2026-09-30T22:00:00.000Z",
      to: "2026-10-31T23:00:00.000Z",
    });
  });

  it("that nobody knows is this month", () => {
    expect(spanOf("fortnight")).toBe("this_month");
  });
});
