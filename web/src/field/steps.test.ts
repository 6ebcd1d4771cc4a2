import { describe, expect, it } from "vitest";
import type { Visit } from "../api/types";
import { nextStep, refusal } from "./steps";

const visit = (change: Partial<Visit>): Visit => ({
  id: 1,
  created_at: "2026-11-22T15:00:00.000Z",
  cancelled_at: null,
  ticket: { id: 1, number: "F1", title: "", level: 1 },
  customer: { id: 1, name: "" },
  site: null,
  engineer: { id: 1, name: "" },
  state: "planned",
  planned_at: null,
  set_out_at: null,
  arrived_at: null,
  restored_at: null,
  confirmed_at: null,
  left_at: null,
  work: [],
  confirmation: null,
  actions: [],
  version: 1,
  ...change,
});

describe("the next step of a visit", () => {
  it("is the first that the server allows", () => {
    const actions: Visit["actions"] = [
      { action: "set-out", allowed: false, why_not: null },
      { action: "arrive", allowed: true, why_not: null },
    ];
    expect(nextStep(visit({ set_out_at: "2026-11-22T15:00:00.000Z", actions }))).toBe("arrive");
  });
  it("is shown with its reason while it may not be taken", () => {
    const why_not = { code: "visit.unconfirmed", detail: "Let the customer sign first." };
    const at = "2026-11-22T15:00:00.000Z";
    const waiting = visit({
      state: "restored",
      set_out_at: at,
      arrived_at: at,
      restored_at: at,
      confirmed_at: at,
      actions: [{ action: "leave", allowed: false, why_not }],
    });
    expect(nextStep(waiting)).toBe("leave");
    expect(refusal(waiting, "leave")).toBe("Let the customer sign first.");
  });
  it("is none once the engineer has left", () => {
    expect(nextStep(visit({ state: "left" }))).toBeNull();
  });
});
