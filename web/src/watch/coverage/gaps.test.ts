import { describe, expect, it } from "vitest";
import { asksOf, gapsOf } from "./gaps";

const SNMP = { version: "2c", port: 161 } as never;
const camera = { address: "10.0.0.7", snmp: null, rtsp_port: 554, http_port: 80 };
const asks = asksOf(`[[check]]
ask = { kind = "rtsp" }
# ask = { kind = "snmp" }
[[check]]
[check.ask]
kind = 'http'
`);

describe("what a device lacks", () => {
  it("follows from what the templates of its kind ask", () => {
    expect([...asks]).toEqual(["rtsp", "http"]);
    const checks = [{ kind: "rtsp" }, { kind: "icmp" }];
    expect(gapsOf({ device: camera, asks, checks, state: "up" })).toEqual([]);
    expect(gapsOf({ device: { ...camera, rtsp_port: null }, asks, checks, state: "up" })).toEqual([
      "no_video",
    ]);
    expect(gapsOf({ device: camera, asks: new Set(["snmp"]), checks, state: "up" })).toEqual(["no_snmp"]);
    expect(
      gapsOf({ device: { ...camera, snmp: SNMP }, asks: new Set(["snmp"]), checks, state: "up" }),
    ).toEqual([]);
  });

  it("asks for no web page where the agent answers", () => {
    const ups = { address: "10.0.0.8", snmp: SNMP, rtsp_port: null, http_port: null };
    const checks = [{ kind: "snmp" }];
    const ways = new Set(["snmp", "http"] as const);
    expect(gapsOf({ device: ups, asks: ways, checks, state: "up" })).toEqual([]);
    expect(gapsOf({ device: { ...ups, snmp: null }, asks: ways, checks, state: "up" })).toEqual([
      "no_snmp",
      "no_web",
    ]);
  });

  it("is said only once it is known", () => {
    expect(gapsOf({ device: camera, asks: undefined, checks: undefined, state: undefined })).toEqual([]);
  });

  it("tells the worst first", () => {
    const nowhere = { ...camera, address: null };
    expect(gapsOf({ device: nowhere, asks, checks: [], state: "unknown" })).toEqual([
      "no_address",
      "no_checks",
      "unknown",
    ]);
    expect(gapsOf({ device: camera, asks, checks: [{ kind: "icmp" }], state: "up" })).toEqual(["only_ping"]);
  });
});
