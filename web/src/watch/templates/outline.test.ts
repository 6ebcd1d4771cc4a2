import { describe, expect, it } from "vitest";
import { outlineOf, renamed } from "./outline";

const TEXT = `# For the crossings
name = "Hikvision camera" # "not this"
match.kinds = ["camera"]
match.sys_object_id = [
  "1.3.6.1.4.1.39165",
  "1.3.6.1.4.1.50001", # the newer ones
]
without = ["web"]

[[check]]
name = "memory"
role = "measure"
ask = { kind = "snmp", get = [{ name = "memory_used", oid = "1.3" }] }

[[check]]
name = 'door'

[check.ask]
kind = "tcp"

[[rule]]
name = "Memory is short"
metric = "memory_used"
`;

describe("the outline of a template", () => {
  it("tells its name, what it is for, its checks and rules", () => {
    expect(outlineOf(TEXT)).toEqual({
      name: "Hikvision camera",
      match: { kinds: ["camera"], sys_object_id: ["1.3.6.1.4.1.39165", "1.3.6.1.4.1.50001"] },
      checks: ["memory", "door"],
      rules: ["Memory is short"],
    });
  });

  it("reads a table where others write dots", () => {
    expect(outlineOf('name = "X"\n[match]\nvendors = ["H3C*"]\n').match).toEqual({ vendors: ["H3C*"] });
  });

  it("is content with a text that nobody finished", () => {
    expect(outlineOf('name = "Half\n[[check]\nmatch.kinds = [')).toEqual({
      name: "",
      match: {},
      checks: [],
      rules: [],
    });
  });

  it("changes the template's own name alone", () => {
    const copy = renamed(TEXT, 'My "camera"');
    expect(copy).toContain('name = "My \\"camera\\"" # "not this"');
    expect(outlineOf(copy).checks).toEqual(["memory", "door"]);
  });
});
