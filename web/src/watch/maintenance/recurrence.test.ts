import { describe, expect, it } from "vitest";
import { type Choice, choiceOf, NTHS, placeOf, ruleOf, turned, WEEKDAYS } from "./recurrence";

describe("when work comes again", () => {
  it("is written as a rule and read back as the same choice", () => {
    const choices: [Choice, string][] = [
      [{ kind: "once" }, ""],
      [{ kind: "daily", until: "" }, "FREQ=DAILY"],
      [{ kind: "daily", until: "2027-12-31" }, "FREQ=DAILY;UNTIL=20271231T235959Z"],
      [{ kind: "weekly", days: ["MO", "SU"], until: "" }, "FREQ=WEEKLY;BYDAY=MO,SU"],
      [{ kind: "weekly", days: [], until: "" }, "FREQ=WEEKLY"],
      [{ kind: "monthly", nth: 2, day: "SU", until: "" }, "FREQ=MONTHLY;BYDAY=2SU"],
      [
        { kind: "monthly", nth: -1, day: "FR", until: "2027-01-01" },
        "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101T235959Z",
      ],
      [{ kind: "own", rule: "FREQ=YEARLY" }, "FREQ=YEARLY"],
    ];
    for (const [choice, rule] of choices) {
      expect(ruleOf(choice), rule).toBe(rule);
      expect(choiceOf(rule), rule).toEqual(choice);
    }
  });

  it("keeps every weekday and every place in a month", () => {
    for (const nth of NTHS)
      for (const day of WEEKDAYS) {
        const choice: Choice = { kind: "monthly", nth, day, until: "" };
        expect(choiceOf(ruleOf(choice))).toEqual(choice);
      }
  });

  it("leaves a rule alone that no choice can say, so that changing another field does not change it", () => {
    for (const rule of [
      "FREQ=WEEKLY;INTERVAL=2",
      "FREQ=DAILY;COUNT=3",
      "FREQ=DAILY;BYDAY=MO",
      "FREQ=MONTHLY;BYDAY=2SU,4SU",
      "FREQ=MONTHLY;BYDAY=5SU",
      "FREQ=MONTHLY;BYMONTHDAY=1",
      "FREQ=MONTHLY",
      "FREQ=WEEKLY;BYDAY=1MO",
      "FREQ=DAILY;UNTIL=20271231T120000Z",
      "FREQ=DAILY;UNTIL=20271231",
      "FREQ=DAILY;FREQ=WEEKLY",
      "WEEKLY",
    ]) {
      expect(choiceOf(rule), rule).toEqual({ kind: "own", rule });
      expect(ruleOf(choiceOf(rule)), rule).toBe(rule);
    }
  });

  it("takes days in any order and the calendar program's prefix", () => {
    expect(ruleOf({ kind: "weekly", days: ["SU", "MO"], until: "" })).toBe("FREQ=WEEKLY;BYDAY=MO,SU");
    expect(ruleOf({ kind: "own", rule: " RRULE:FREQ=YEARLY " })).toBe("FREQ=YEARLY");
  });

  it("begins another choice where the work begins, and keeps its last day", () => {
    const first = placeOf("2026-11-29T02:00");
    expect(first).toEqual({ weekday: "SU", nth: -1 });
    expect(placeOf("2026-11-23")).toEqual({ weekday: "MO", nth: 4 });
    const daily: Choice = { kind: "daily", until: "2027-12-31" };
    expect(turned(daily, "weekly", first)).toEqual({ kind: "weekly", days: ["SU"], until: "2027-12-31" });
    expect(turned(daily, "monthly", first)).toEqual({
      kind: "monthly",
      nth: -1,
      day: "SU",
      until: "2027-12-31",
    });
    expect(turned(daily, "own", first)).toEqual({ kind: "own", rule: "FREQ=DAILY;UNTIL=20271231T235959Z" });
  });
});
