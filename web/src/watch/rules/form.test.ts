import { describe, expect, it } from "vitest";
import { BLANK, definitionOf, fieldOf, formOf, type RuleForm, ruleOf, type WhenForm } from "./form";
import type { AlertRule } from "./types";

const t = ((key: string) => key) as never;
const written = (metric: string, when: WhenForm): RuleForm["definition"] => ({
  ...BLANK.definition,
  metric,
  when,
});

describe("a rule in its fields", () => {
  it("is sent in the units of the API", () => {
    const when = (metric: string, form: WhenForm) => definitionOf(written(metric, form), t)?.when;
    expect(when("loss", { kind: "above", value: 20, clear: 10 })).toEqual({
      kind: "above",
      value: 0.2,
      clear: 0.1,
    });
    expect(when("round_trip", { kind: "above", value: 300, clear: null })).toEqual({
      kind: "above",
      value: 0.3,
    });
    expect(when("if_in", { kind: "below", value: 8 })).toEqual({ kind: "below", value: 1_000_000 });
    expect(when("battery_runtime", { kind: "below", value: 15 })).toEqual({ kind: "below", value: 900 });
    expect(when("own_count", { kind: "above", value: 3 })).toEqual({ kind: "above", value: 3 });
  });

  it("sends of a condition only what belongs to it", () => {
    const all: Omit<WhenForm, "kind"> = {
      ...{ value: 90, clear: 80, spread: 4, side: "above" },
      ...{ within_days: 14, confidence: 80 },
    };
    const when = (kind: WhenForm["kind"]) => definitionOf(written("disk", { ...all, kind }), t)?.when;
    expect(when("absent")).toEqual({ kind: "absent" });
    expect(when("unusual")).toEqual({ kind: "unusual", spread: 4, side: "above" });
    expect(when("reaches")).toEqual({ kind: "reaches", value: 90, within_days: 14, confidence: 0.8 });
  });

  it("is nothing while a field is empty that it needs", () => {
    expect(definitionOf(written("loss", { kind: "above" }), t)).toBeNull();
    expect(definitionOf(written(" ", { kind: "absent" }), t)).toBeNull();
    expect(definitionOf(written("loss", { kind: "unusual", spread: null }), t)).toBeNull();
    expect(definitionOf(written("loss", { kind: "above", value: 0 }), t)?.when).toEqual({
      kind: "above",
      value: 0,
    });
  });

  it("comes back as it was sent", () => {
    for (const when of [
      { kind: "above", value: 0.2, clear: 0.1 },
      { kind: "below", value: 0.07 },
      { kind: "absent" },
      { kind: "unusual", spread: 3.5, side: "below" },
      { kind: "reaches", value: 0.95, within_days: 30, confidence: 0.725 },
    ] as const) {
      const definition = {
        of: { kinds: ["camera"], site_ids: [3], device_ids: [7, 8] },
        ...{ check: "ping", metric: "loss", label: "eth*" },
        ...{ when, for_seconds: 300 },
      };
      const rule = { name: "Loss", customer_id: 2, active: false, definition } as unknown as AlertRule;
      expect(ruleOf(formOf(rule, t), t)).toEqual({ name: "Loss", customer_id: 2, active: false, definition });
    }
  });

  it("means the same before and after a device told the unit of what it measures itself", () => {
    const form = written("disk_used", { kind: "above", value: 0.9 });
    expect(definitionOf(form, t)?.when).toEqual({ kind: "above", value: 0.9 });
    expect(definitionOf(form, t, "ratio")?.when).toEqual({ kind: "above", value: 0.9 });
  });

  it("has a field for what the server says of one item of a list", () => {
    expect(fieldOf("definition.of.kinds[0]")).toBe("definition.of.kinds");
    expect(fieldOf("definition.when.clear")).toBe("definition.when.clear");
  });
});
