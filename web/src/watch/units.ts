/** Measured values as people read them. */

const THOUSANDS = ["", "k", "M", "G", "T"];

/** `31.4 Mbit/s`, `2.4 ms`, `99.8 %`. */
export function valueText(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "—";
  if (unit === "bit/s" || unit === "B/s" || unit === "pps") {
    let scaled = value;
    let step = 0;
    while (Math.abs(scaled) >= 1000 && step < THOUSANDS.length - 1) {
      scaled /= 1000;
      step += 1;
    }
    return `${trimmed(scaled)} ${THOUSANDS[step]}${unit}`;
  }
  return unit ? `${trimmed(value)} ${unit}` : trimmed(value);
}

function trimmed(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
