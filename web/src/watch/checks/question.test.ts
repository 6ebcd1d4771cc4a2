import { describe, expect, it } from "vitest";
import { Problem } from "../../api/problem";
import type { Device, Question } from "../../api/types";
import { fieldsOf, KINDS, kindOf } from "./kinds";
import { periodOf } from "./period";
import {
  asAsked,
  beginning,
  beside,
  fieldAt,
  fieldNamed,
  parsed,
  questionOf,
  untold,
  valuesOf,
} from "./question";

const kind = (name: string) => {
  const found = kindOf(name);
  if (!found) throw new Error(name);
  return found;
};
const device = { address: "10.1.7.1", http_port: 8080, rtsp_port: null, snmp: null } as unknown as Device;

describe("the table of kinds", () => {
  it("names every field once, and hangs fields only on fields before them", () => {
    for (const known of KINDS) {
      const places = fieldsOf(known).map(({ at }) => at);
      expect(new Set(places).size, known.kind).toBe(places.length);
      fieldsOf(known).forEach(({ when, type, choices, columns }, index) => {
        if (when) expect(places.slice(0, index), known.kind).toContain(when[0]);
        expect(type === "choice").toBe(choices !== undefined);
        expect(type === "rows").toBe(columns !== undefined);
      });
    }
  });
});

const QUESTIONS: Question[] = [
  { kind: "tcp", port: 22 },
  { kind: "icmp", address: "10.1.7.9", packets: 5 },
  { kind: "http", tls: "accept_any", method: "get", path: "/s", login: { user: "watch", password: "p" } },
  { kind: "rtsp", port: 554, path: "/1", method: "describe" },
  {
    kind: "http",
    tls: "off",
    method: "post",
    expect: [{ status: ["200-299"] }],
    measure: [{ name: "queue", json_path: "$.queue" }],
  },
  { kind: "tls", port: 25, starttls: "smtp", expect: ["verifies", { days: { ">": 14 } }] },
  { kind: "dns", name: "vms.example", record: "aaaa" },
  { kind: "udp", port: 9, send: { hex: "01 ff" } },
  {
    kind: "ssh",
    host_key: "accept_any",
    access: { user: "watch", password: "p" },
    command: "true",
    port: 22,
  },
  { kind: "snmp", access: { version: "2c", community: "c" }, read: "interfaces" },
  {
    kind: "snmp",
    access: {
      version: "3",
      user: "watch",
      auth: {
        protocol: "sha256",
        password: "12345678",
        privacy: { protocol: "aes128", password: "87654321" },
      },
    },
    read: "system",
    get: [{ name: "charge", oid: "1.3.6.1.2.1.33.1.2.4.0", unit: "ratio", scale: 0.01 }],
    tables: [
      {
        name: "outputs",
        label_oid: "1.3.6.1.2.1.33.1.4.4.1.1",
        columns: [{ name: "load", oid: "1.3.6.1.2.1.33.1.4.4.1.5", unit: "ratio" }],
      },
    ],
  },
];

describe("a question", () => {
  it.each(QUESTIONS)("comes out of the form as it went in: %j", (question) => {
    const form = valuesOf(question);
    expect(form?.kind.kind).toBe(question.kind);
    expect(questionOf(kind(String(question.kind)), form?.values)).toEqual(question);
  });

  it("names the choices that were left to the probe", () => {
    expect(valuesOf({ kind: "http" })?.values).toEqual({ tls: "off", method: "get" });
    expect(valuesOf({ kind: "snmp", access: { community: "c" } })?.values).toMatchObject({
      access: { version: "2c", community: "c" },
      read: "system",
    });
  });

  it.each([
    [{ kind: "telepathy" }],
    [{ kind: "http", redirects: 3 }],
    [{ kind: "http", login: { user: "u", password: "p", realm: "r" } }],
    [{ kind: "http", tls: "maybe" }],
    [{ kind: "tcp", port: "22" }],
    [{ kind: "snmp", access: { version: "2c", community: "c" }, get: [{ name: "a", oid: "1.3", step: 2 }] }],
    [{ kind: "snmp", access: { version: "2c", user: "u" } }],
  ] as [Question][])("that the form cannot say all of stays JSON: %j", (question) => {
    expect(valuesOf(question)).toBeNull();
  });

  it("leaves out what is empty or hidden", () => {
    const values = {
      port: null,
      path: "",
      login: { user: "", password: "left over" },
      get: [],
    };
    expect(questionOf(kind("http"), values)).toEqual({ kind: "http" });
    const access = { version: "2c", community: "c", auth: { protocol: "sha1", password: "12345678" } };
    expect(questionOf(kind("snmp"), { access })).toEqual({
      kind: "snmp",
      access: { version: "2c", community: "c" },
    });
  });

  it("hides what hangs on something hidden", () => {
    const access = {
      version: "3",
      user: "u",
      auth: { privacy: { protocol: "aes128", password: "12345678" } },
    };
    expect(questionOf(kind("snmp"), { access })).toEqual({
      kind: "snmp",
      access: { version: "3", user: "u" },
    });
  });

  it("begins with the device's own ports", () => {
    expect(beginning(kind("http"), device)).toEqual({ port: 8080, tls: "off", method: "get" });
    expect(beginning(kind("icmp"), device)).toEqual({});
    const snmp = { version: "3", port: 1161, user: "watch" };
    expect(beginning(kind("snmp"), { ...device, snmp } as Device)).toEqual({
      port: 1161,
      access: { version: "3", user: "watch" },
      read: "system",
    });
  });
});

describe("typed JSON", () => {
  it.each([
    ["{", "not_json"],
    ["[]", "no_kind"],
    ['{"port": 3}', "no_kind"],
    ['{"kind": "dns", "name": "x"}', { kind: "dns", name: "x" }],
  ])("%s", (text, question) => {
    expect(parsed(text)).toEqual(question);
  });
});

describe("what the server shows", () => {
  const snmp = {
    kind: "snmp",
    address: "10.1.7.1",
    port: 161,
    version: "3",
    user: "watch",
    read: "system",
    get: [],
  };
  it("is put back as it would be asked, without the device's own address", () => {
    expect(asAsked({ kind: "tcp", address: "10.1.7.1", port: 22 }, device)).toEqual({
      kind: "tcp",
      port: 22,
    });
    expect(asAsked({ kind: "tcp", address: "10.1.7.2", port: 22 }, device)).toEqual({
      kind: "tcp",
      address: "10.1.7.2",
      port: 22,
    });
    expect(asAsked(snmp, device)).toEqual({
      kind: "snmp",
      port: 161,
      read: "system",
      access: { version: "3", user: "watch" },
    });
  });
  it("leaves these to be entered again", () => {
    const places = (shown: Question) => untold(shown).map(({ at }) => at);
    expect(places({ kind: "tcp", address: "a", port: 22 })).toEqual([]);
    expect(
      places({
        kind: "http",
        address: "a",
        port: 80,
        tls: "off",
        path: "/",
        method: "get",
        expect: [],
        measure: [],
      }),
    ).toEqual(["contains", "server_name", "login.user", "login.password"]);
    expect(places({ ...snmp, version: "2c", user: null, tables: [] })).toEqual([
      "access.community",
      "retries",
    ]);
    expect(places({ ...snmp, tables: [] })).toContain("access.auth.password");
  });
});

describe("the server's objections", () => {
  it.each([
    ["http", "This question cannot be asked: port must be from 1 to 65535, not 0.", "port"],
    ["http", "检测内容无效：path must start with /。", "path"],
    ["http", "This question cannot be asked: login.user must not be empty.", "login.user"],
    ["snmp", "This question cannot be asked: missing field `community`.", "access.community"],
    ["http", "unknown field `prt`, expected one of `address`, `port`", undefined],
  ])("to %s stand at the field they name: %s", (name, sentence, at) => {
    expect(fieldNamed(kind(name), sentence)?.at).toBe(at);
  });
  it("stand where their path leads", () => {
    expect(fieldAt(kind("tcp"), "port")?.at).toBe("port");
    expect(fieldAt(kind("tcp"), "")).toBeUndefined();
    expect(fieldAt(kind("tcp"), "prt")).toBeUndefined();
    const fields = [{ path: "question.port", code: "check.question", detail: "no sentence that names it" }];
    const problem = new Problem({ status: 422, code: "invalid", title: "", detail: "", fields });
    expect((beside(problem, kind("tcp")) as Problem).fields[0]?.path).toBe("q.port");
    expect((beside(problem, undefined) as Problem).fields[0]?.path).toBe("json");
  });
  it("stand at the JSON when it was typed", () => {
    const fields = [{ path: "question", code: "check.question", detail: "port must be" }];
    const problem = new Problem({ status: 422, code: "invalid", title: "", detail: "", fields });
    expect((beside(problem, undefined) as Problem).fields[0]?.path).toBe("json");
    expect((beside(problem, kind("tcp")) as Problem).fields[0]?.path).toBe("q.port");
    expect(beside("else", undefined)).toBe("else");
  });
});

it("the length of a period comes from what is asked already", () => {
  const checks = [
    { name: "traffic", period_seconds: 60 },
    { name: "web", period_seconds: 30 },
    { name: "portal", period_seconds: 300 },
  ];
  expect(periodOf(checks, [])).toBe(30);
  expect(periodOf([{ name: "portal", period_seconds: 300 }], [{ name: "portal", every: 10 }])).toBe(30);
  expect(periodOf([], [])).toBeNull();
});
