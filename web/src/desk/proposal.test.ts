import { describe, expect, it } from "vitest";
import { proposedLevel } from "./proposal";

describe("the level that will be proposed", () => {
  it.each([
    [{}, 3],
    [{ business_stopped_minutes: 9 }, 2],
    [{ business_stopped_minutes: 10 }, 1],
    [{ data_lost: true }, 1],
    [{ data_at_risk: true }, 2],
    [{ paralysis_risk: true }, 2],
    [{ redundancy_lost: true }, 2],
  ])("of %j is %i", (evidence, level) => {
    expect(proposedLevel(evidence, 10)).toBe(level);
  });

  it("follows the service's own number of minutes", () => {
    expect(proposedLevel({ business_stopped_minutes: 9 }, 5)).toBe(1);
  });
});
