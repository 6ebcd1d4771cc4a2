/**
 * What time it is on the server. Clocks count the promise, and a phone's own clock may be wrong by minutes: the difference is learnt
 * from the `Date` header of every answer.
 */

/** The header has whole seconds: differences below this are its rounding and the journey, not the phone's clock. */
const WHOLE_SECONDS_MS = 1500;

let offsetMs = 0;

/** Takes note of an answer's `Date`, given when the request left and when the answer came (milliseconds of our clock). */
export function observeServerDate(header: string | null, left: number, came: number): void {
  if (!header) return;
  const server = Date.parse(header);
  if (Number.isNaN(server)) return;
  const estimate = server + 500 - (left + came) / 2;
  if (Math.abs(estimate - offsetMs) > WHOLE_SECONDS_MS)
    offsetMs = Math.abs(estimate) < WHOLE_SECONDS_MS ? 0 : estimate;
}

/** Milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
