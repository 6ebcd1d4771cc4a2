import { describe, expect, it } from "vitest";
import { urgency } from "./Countdown";
import { clockFace } from "./duration";

describe("a clock's face", () => {
  it.each([
    [0, 0, "00:00:00"],
    [751, 0, "00:12:31"],
    [-751, 0, "00:12:31"],
    [97_500, 0, "27:05:00"],
    [3 * 86_400 + 4 * 3600 + 12 * 60, 3, "04:12"],
  ])("%i s", (seconds, days, face) => {
    expect(clockFace(seconds)).toEqual({ days, face });
  });
});

describe("a countdown", () => {
  it("is calm, then near in the last fifth of the promise, then over", () => {
    expect(urgency(721, 3600)).toBe("calm");
    expect(urgency(720, 3600)).toBe("near");
    expect(urgency(-1, 3600)).toBe("over");
  });
  it("is near fifteen minutes before the end where the promise is not known", () => {
    expect(urgency(901)).toBe("calm");
    expect(urgency(900)).toBe("near");
  });
});
