/** The table that the page shows is the one by which the server answers. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ALL_RIGHTS } from "./rights";
import { ROLES } from "./types";

const source = readFileSync("../crates/roster/src/rules/rights.rs", "utf8");

/** `["Administrator", …]` of `&[Administrator, …]`, or of a name that stands for one. */
function roles(text: string): string[] {
  if (text === "ALL") return [...ROLES].sort();
  const list = text.startsWith("&[")
    ? text
    : new RegExp(`const ${text}: .* = (&\\[.*\\]);`).exec(source)?.[1];
  return (list?.match(/[A-Z]\w+/g) ?? []).map((role) => role.toLowerCase()).sort();
}

it("the rights shown are the server's", () => {
  const server = [...source.matchAll(/^ {4}\("([a-z_.]+)", (\S.*?)\),$/gm)].map(
    ([, right = "", who = ""]) => [right, roles(who)] as const,
  );
  expect(server.length).toBeGreaterThan(30);
  expect(server.every(([, who]) => who.length > 0)).toBe(true);
  const shown = ALL_RIGHTS.map(([right, who]) => [right as string, [...who].sort()] as const);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(server));
});
