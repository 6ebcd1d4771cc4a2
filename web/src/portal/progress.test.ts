import { describe, expect, it } from "vitest";
import type { Ticket, TicketState } from "../api/types";
import { needsWord, stations } from "./progress";

const owner = { id: 3, name: "Li" };
const ticket = (state: TicketState, taken = true) => ({ state, owner: taken ? owner : null }) as Ticket;
const shown = (...asked: Parameters<typeof stations>) =>
  stations(...asked).map(({ station, done }) => (done ? station.toUpperCase() : station));
const there = [{ arrived_at: "2026-11-22T15:00:00.000Z" }];

describe("a fault's progress", () => {
  it("begins with the report", () => {
    expect(shown(ticket("open", false), [])).toEqual([
      "REPORTED",
      "acknowledged",
      "on_site",
      "restored",
      "confirmed",
    ]);
  });
  it("shows the engineer on site once a visit says so", () => {
    expect(shown(ticket("acknowledged"), there)).toContain("ON_SITE");
    expect(shown(ticket("acknowledged"), [{ arrived_at: null }])).toContain("on_site");
  });
  it("claims no visit where it was restored from afar", () => {
    expect(shown(ticket("restored"), [])).toEqual(["REPORTED", "ACKNOWLEDGED", "RESTORED", "confirmed"]);
  });
  it("claims no taking up where it was restored by itself", () => {
    expect(shown(ticket("restored", false), [])).toEqual(["REPORTED", "RESTORED", "confirmed"]);
  });
  it("says nothing of visits where they were not asked for", () => {
    expect(shown(ticket("acknowledged"))).toEqual(["REPORTED", "ACKNOWLEDGED", "restored", "confirmed"]);
  });
  it("ends with the customer's word", () => {
    expect(shown(ticket("closed"), there).at(-1)).toBe("CONFIRMED");
    expect(needsWord(ticket("resolved"))).toBe(true);
    expect(needsWord(ticket("restored"))).toBe(true);
    expect(needsWord(ticket("acknowledged"))).toBe(false);
  });
});
