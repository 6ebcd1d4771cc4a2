import { describe, expect, it } from "vitest";
import { safeNext } from "../session/LoginPage";
import { entryOf, navFor } from "./nav";
import { landing, paths, portalFor, withQuery } from "./paths";

describe("addresses", () => {
  it("leave out what was not asked", () => {
    expect(withQuery(paths.tickets, { level: 1, q: "", state: null, open: true })).toBe(
      "/tickets?level=1&open=true",
    );
  });
  it("bring each role to its own first page", () => {
    expect(landing("customer", true)).toBe(paths.portal);
    expect(landing("engineer", true)).toBe(paths.myJobs);
    expect(landing("engineer", false)).toBe(paths.overview);
  });
  it("bring a customer to their own view of a ticket that a message names", () => {
    expect(portalFor("/tickets/12")).toBe("/portal/tickets/12");
    expect(portalFor("/people")).toBe("/portal");
  });
  it("mark the entry that a page belongs to", () => {
    const staff = navFor("dispatcher").flatMap((group) => group.items);
    expect(entryOf("/tickets/12", staff)).toBe(paths.tickets);
    expect(entryOf("/visits/3/report", staff)).toBe(paths.myJobs);
    expect(entryOf("/account", staff)).toBeUndefined();
  });
  it("after signing in lead only to our own pages", () => {
    expect(safeNext("/tickets/3?x=1")).toBe("/tickets/3?x=1");
    for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example", "", null])
      expect(safeNext(bad)).toBeNull();
  });
});
