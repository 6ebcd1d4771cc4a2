import { afterEach, expect, it } from "vitest";
import { instantText } from "./DateTime";
import { civilDate, setZone } from "./zone";

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
