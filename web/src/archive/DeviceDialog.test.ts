import { describe, expect, it } from "vitest";
import { deviceOf } from "./DeviceDialog";

describe("a device's form", () => {
  it("empties what was emptied", () => {
    expect(deviceOf({ name: "P01", vendor: "", http_port: undefined })).toEqual({
      name: "P01",
      vendor: null,
      http_port: null,
      snmp: null,
    });
  });
  it("leaves a secret that was not typed anew as it is", () => {
    expect(deviceOf({ snmp: { version: "2c", port: 161, community: "" } }).snmp).toEqual({
      version: "2c",
      port: 161,
    });
  });
});
