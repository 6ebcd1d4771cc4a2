import { describe, expect, it } from "vitest";
import type { WatchMinute } from "../../api/types";
import { byKind, seriesOf } from "./figures";

const minute = (at: number, asked: number, silent: number, mean: number): WatchMinute => ({
  at: new Date(at * 60_000).toISOString(),
  ...{ node: "one", devices: 1, checks: 2, late_milliseconds: 1500, in_flight: 3, queued: 0 },
  ...{ dropped: 0, write_failures: 0, buffer_errors: 0 },
  kinds: [
    {
      kind: "icmp",
      asked,
      silent,
      unwell: 0,
      unasked: 0,
      mean_milliseconds: mean,
      slowest_milliseconds: mean * 2,
    },
  ],
});

describe("the minutes of the watch", () => {
  it("are put together by kind: the mean is that of all answers", () => {
    const [icmp] = byKind([minute(1, 100, 0, 1), minute(2, 400, 100, 5)]);
    expect(icmp).toMatchObject({ asked: 500, silent: 100, mean: 4, slowest: 10 });
  });

  it("are drawn with a gap where nobody polled", () => {
    const drawn = seriesOf([minute(1, 60, 0, 1), minute(2, 120, 0, 1), minute(9, 60, 0, 1)], "asked", 60);
    expect(drawn.avg).toEqual([1, 2, null, 1]);
    expect(drawn).toMatchObject({ unit: "per_second", step_seconds: 60 });
    expect(seriesOf([minute(1, 1, 0, 1)], "late", 60).max).toEqual([1.5]);
  });
});
