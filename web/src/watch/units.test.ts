import { expect, it } from "vitest";
import { valueText } from "./units";

it.each([
  [3_927_500, "bytes_per_second", "31.4 Mbit/s"],
  [999, "bytes", "999 B"],
  [0.0024159, "seconds", "2.42 ms"],
  [90, "seconds", "90 s"],
  [3_600, "seconds", "60 min"],
  [518_400, "seconds", "6 d"],
  [1, "flag", "100 %"],
  [0.034, "ratio", "3.4 %"],
  [31, "days", "31 d"],
  [2.4, "ms", "2.4 ms"],
  [0, "count", "0"],
  [null, "seconds", "—"],
])("%s %s reads %s", (value, unit, text) => {
  expect(valueText(value, unit)).toBe(text);
});
