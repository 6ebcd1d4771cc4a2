import { describe, expect, it } from "vitest";
import type { Clock, Ticket, TicketState } from "../api/types";
import { needsWord, reached } from "./progress";

const ticket = (state: TicketState) => ({ state }) as Ticket;
const arrived = [{ kind: "arrive", stopped_at: "2026-11-22T15:00:00.000Z" }] as Clock[];

describe("a fault's progress", () => {
  it.each([
    ["open", 1],
    ["acknowledged", 2],
    ["restored", 4],
    ["resolved", 4],
    ["closed", 5],
    ["cancelled", 0],
  ] as const)("%s has reached %i", (state, count) => {
    expect(reached(ticket(state))).toBe(count);
  });
  it("knows from the clock that somebody is there", () => {
    expect(reached(ticket("acknowledged"), arrived)).toBe(3);
    expect(reached(ticket("acknowledged"), [])).toBe(2);
  });
  it("asks for the customer's word once it is resolved", () => {
    expect(needsWord(ticket("resolved"))).toBe(true);
    expect(needsWord(ticket("restored"))).toBe(false);
  });
});
