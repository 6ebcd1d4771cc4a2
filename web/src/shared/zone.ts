/**
 * The zone in which times are shown: the installation's, which is the contracts' own, wherever the reader's device believes to be.
 * "Today" on the duty table is the installation's today.
 */

let zone: string | undefined;

/** Set once, before the first page is drawn; the browser's own zone holds where the server could not be asked. */
export function setZone(name: string | undefined): void {
  try {
    if (name) new Intl.DateTimeFormat("en", { timeZone: name });
    zone = name;
  } catch {
    // A zone that this browser does not know.
    zone = undefined;
  }
}

export function shownZone(): string | undefined {
  return zone;
}

/** The civil date of an instant in the shown zone. */
export function civilDate(at: Date): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => parts.find((known) => known.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The zone by its name, also where the installation's is not known. */
export function zoneName(): string {
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** An instant as a clock on the wall shows it there: `2026-11-22T02:00`, as a date-and-time field takes it. */
export function civilTime(at: Date, of: string | undefined = zone): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: of,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((known) => known.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The instant at which a clock on the wall shows this; a time that clocks jump over is that much later. */
export function instantOf(civil: string, of: string | undefined = zone): Date {
  const wanted = Date.parse(`${civil.slice(0, 16)}Z`);
  const offset = (at: number) => Date.parse(`${civilTime(new Date(at), of)}Z`) - at;
  const near = wanted - offset(wanted);
  const exact = wanted - offset(near);
  // Where clocks jump forward, neither shows it: the later one stands as far behind the jump as was meant.
  return new Date(wanted - offset(exact) === exact ? exact : Math.max(near, exact));
}
