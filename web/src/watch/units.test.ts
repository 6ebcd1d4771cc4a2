import { expect, it } from "vitest";
import { valueText } from "./units";

it.each([
  [31_420_000, "bit/s", "31.4 Mbit/s"],
  [999, "bit/s", "999 bit/s"],
  [2.4159, "ms", "2.42 ms"],
  [100, "%", "100 %"],
  [0, "", "0"],
  [null, "ms", "—"],
])("%s %s reads %s", (value, unit, text) => {
  expect(valueText(value, unit)).toBe(text);
});
