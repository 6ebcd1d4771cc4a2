import { describe, expect, it } from "vitest";
import type { MaintenanceTime, MaintenanceWindow } from "../../api/types";
import { covers, inOrder, isNear, standingOf } from "./standing";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
const time = (id: number, from: number, to: number, state: MaintenanceTime["state"]): MaintenanceTime => ({
  ...{ id, state, starts_at: at(from), ends_at: at(to), differences: null },
});
const stands = (times: MaintenanceTime[], hour: number, ended_at: string | null = null) =>
  standingOf({ times, ended_at }, Date.parse(at(hour)));

describe("how planned work stands", () => {
  it("runs, is to come, and is over", () => {
    const times = [time(1, 2, 4, "over"), time(2, 26, 28, "planned")];
    expect(stands(times, 5)).toEqual({ kind: "next", time: times[1] });
    expect(stands([time(1, 2, 4, "running")], 3).kind).toBe("running");
    expect(stands(times, 30).kind).toBe("later");
    expect(stands([time(1, 2, 4, "over")], 5, at(4)).kind).toBe("ended");
  });

  it("runs from its first second on, even while the watch has not yet said so", () => {
    expect(stands([time(1, 2, 4, "planned")], 2).kind).toBe("running");
  });

  it("is over as soon as somebody ends it, even while the watch has not yet compared", () => {
    expect(stands([time(1, 2, 3, "running")], 3, at(3)).kind).toBe("ended");
    expect(stands([time(1, 4, 5, "cancelled")], 3, at(3)).kind).toBe("ended");
  });

  it("is told a day ahead to those it covers: behind a device is covered with it", () => {
    const now = Date.parse(at(0));
    expect(isNear(stands([time(1, 24, 25, "planned")], 0), now)).toBe(true);
    expect(isNear(stands([time(1, 25, 26, "planned")], 0), now)).toBe(false);
    const place = { customer_id: 1, site_id: 2, devices: [9, 5, 3] };
    const covered = (target: { kind: "customer" | "site" | "device"; id: number }) =>
      covers({ targets: [{ ...target, name: "" }] as MaintenanceWindow["targets"] }, place);
    expect(covered({ kind: "device", id: 3 })).toBe(true);
    expect(covered({ kind: "device", id: 2 })).toBe(false);
    expect(covered({ kind: "site", id: 2 })).toBe(true);
    expect(covered({ kind: "customer", id: 1 })).toBe(true);
    expect(covered({ kind: "customer", id: 2 })).toBe(false);
  });

  it("is listed with what runs first, then what comes next", () => {
    const window = (name: string, times: MaintenanceTime[], ended_at: string | null = null) =>
      ({ name, times, ended_at }) as MaintenanceWindow;
    const windows = [
      window("over", [], at(1)),
      window("later", []),
      window("tomorrow", [time(1, 26, 28, "planned")]),
      window("tonight", [time(2, 20, 22, "planned")]),
      window("now", [time(3, 2, 4, "running")]),
    ];
    const names = inOrder(windows, Date.parse(at(3))).map(({ name }) => name);
    expect(names).toEqual(["now", "tonight", "tomorrow", "later", "over"]);
  });
});
