import { afterEach, expect, it } from "vitest";
import { instantText } from "./DateTime";
import { civilDate, civilTime, instantOf, setZone } from "./zone";

afterEach(() => setZone(undefined));

it("shows times in the installation's zone", () => {
  setZone("Asia/Shanghai");
  expect(instantText("2025-11-22T17:05:00.000Z", "en")).toBe("23 Nov 2025, 01:05");
});

it("takes today from the installation's zone", () => {
  setZone("Asia/Shanghai");
  expect(civilDate(new Date("2026-11-22T15:59:59Z"))).toBe("2026-11-22");
  expect(civilDate(new Date("2026-11-22T16:00:00Z"))).toBe("2026-11-23");
});

it("goes on in the browser's zone when the name is not known", () => {
  setZone("Mars/Olympus");
  expect(civilDate(new Date("2026-06-15T12:00:00Z"))).toBe("2026-06-15");
});

it("takes a time on the installation's wall for the instant it is, and back", () => {
  setZone("Asia/Shanghai");
  expect(instantOf("2026-11-23T02:00").toISOString()).toBe("2026-11-22T18:00:00.000Z");
  expect(civilTime(new Date("2026-11-22T18:00:59Z"))).toBe("2026-11-23T02:00");
  const cases = [
    ["2026-10-25T12:00", "2026-10-25T11:00:00.000Z"],
    ["2026-10-24T12:00", "2026-10-24T10:00:00.000Z"],
    // Clocks jump from two to three.
    ["2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
    ["2026-03-29T03:00", "2026-03-29T01:00:00.000Z"],
  ] as const;
  for (const [civil, instant] of cases)
    expect(instantOf(civil, "Europe/Berlin").toISOString(), civil).toBe(instant);
});
