/** What becomes of a device's checks when a template is followed, by their names. */

export type Fate = "new" | "stays" | "goes";

/** First what it would be asked, in the template's order, then what it would lose; no fates while nobody knows what there is now. */
export function fates(then: string[], now: string[] | undefined): { name: string; fate: Fate | null }[] {
  const fate = (name: string): Fate | null => (now ? (now.includes(name) ? "stays" : "new") : null);
  return [
    ...then.map((name) => ({ name, fate: fate(name) })),
    ...(now ?? []).filter((name) => !then.includes(name)).map((name) => ({ name, fate: "goes" as const })),
  ];
}
