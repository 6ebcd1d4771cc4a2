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
