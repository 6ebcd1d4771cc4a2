import { describe, expect, it } from "vitest";
import { queriesTouchedBy } from "./live";
import type { Change } from "./types";

const change = (kind: string, ticket_id: number | null = null): Change => ({
  seq: 1,
  kind: `${kind}.changed`,
  subject_kind: kind,
  subject_id: 1,
  ticket_id,
  customer_id: null,
});

describe("a live change", () => {
  it("asks again only for what shows its subject", () => {
    expect(queriesTouchedBy(change("duty"))).toEqual(["duty"]);
    expect(queriesTouchedBy(change("alarm"))).toContain("fleet");
  });
  it("asks again for the ticket it belongs to", () => {
    expect(queriesTouchedBy(change("message", 7))).toEqual(
      expect.arrayContaining(["messages", "tickets", "clocks"]),
    );
  });
  it("asks for nothing when somebody signs in", () => {
    expect(queriesTouchedBy({ ...change("person"), kind: "session.opened" })).toEqual([]);
  });
  it("takes the noun of the event as well as its subject", () => {
    expect(queriesTouchedBy({ ...change("customer"), kind: "devices.imported" })).toContain("devices");
  });
  it("asks again for everything when its subject is not known", () => {
    expect(queriesTouchedBy(change("spare"))).toBeNull();
  });
});
