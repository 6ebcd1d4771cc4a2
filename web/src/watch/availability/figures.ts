/** Availability in figures that promise no more than was kept. */
import type { Availability } from "../../api/types";

/** What the time was spent as, the good first, with the colour of its part of the bar. */
export const PARTS = ["up", "down", "unreachable", "planned", "excluded", "unknown"] as const;
export type Part = (typeof PARTS)[number];

export type Seconds = Pick<Availability, "observed_seconds" | `${Part}_seconds`>;

/** `99.987 %`. Cut, not rounded: only what never failed reads 100. */
export function rateText(rate: number | null): string {
  if (rate === null) return "—";
  // What binary fractions lose of 0.99999 is given back, no more.
  const thousandths = Math.floor(rate * 100_000 + 1e-6);
  return `${(Math.min(thousandths, rate < 1 ? 99_999 : 100_000) / 1000).toFixed(3)} %`;
}

/** Several lines put together: the rate is that of all their time, not the mean of their rates. */
export function together(rows: Availability[]): Seconds & { rate: number | null; devices: number } {
  const sum = (name: "devices" | keyof Seconds) => rows.reduce((all, row) => all + row[name], 0);
  const observed_seconds = sum("observed_seconds");
  const up_seconds = sum("up_seconds");
  return {
    ...{ observed_seconds, up_seconds, devices: sum("devices") },
    rate: observed_seconds > 0 ? up_seconds / observed_seconds : null,
    down_seconds: sum("down_seconds"),
    unreachable_seconds: sum("unreachable_seconds"),
    planned_seconds: sum("planned_seconds"),
    excluded_seconds: sum("excluded_seconds"),
    unknown_seconds: sum("unknown_seconds"),
  };
}
