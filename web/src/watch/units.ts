/** Measured values as people read them. The API counts in seconds, parts of the whole, bytes; its units have these names. */

const THOUSANDS = ["", "k", "M", "G", "T"];

const SIGNS: Record<string, string> = {
  celsius: "°C",
  volts: "V",
  amperes: "A",
  watts: "W",
  dbm: "dBm",
  days: "d",
  per_second: "/s",
  count: "",
  code: "",
  text: "",
};

/** `31.4 Mbit/s`, `2.4 ms`, `99.8 %`. */
export function valueText(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "—";
  switch (unit) {
    case "seconds":
      return secondsText(value);
    // The mean of yes and no is a share of the time.
    case "flag":
    case "ratio":
      return `${trimmed(value * 100)} %`;
    case "bytes_per_second":
      return thousands(value * 8, "bit/s");
    case "bytes":
      return thousands(value, "B");
    default: {
      const sign = SIGNS[unit] ?? unit;
      return sign ? `${trimmed(value)} ${sign}` : trimmed(value);
    }
  }
}

function secondsText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 1) return `${trimmed(seconds * 1000)} ms`;
  if (size < 120) return `${trimmed(seconds)} s`;
  if (size < 7200) return `${trimmed(seconds / 60)} min`;
  return size < 172_800 ? `${trimmed(seconds / 3600)} h` : `${trimmed(seconds / 86_400)} d`;
}

function thousands(value: number, sign: string): string {
  let scaled = value;
  let step = 0;
  while (Math.abs(scaled) >= 1000 && step < THOUSANDS.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  return `${trimmed(scaled)} ${THOUSANDS[step]}${sign}`;
}

function trimmed(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
