/** What a device lacks for being watched as its kind should be, as the server says it. */
import type { Schemas, Written } from "../../api/written";

export type Gap = Schemas["CoverageGap"];
export type Covered = Written<Schemas["CoverageItem"]> & { id: number };
export type CoverageCount = Written<Schemas["CoverageCount"]>;

const GRAVE: readonly Gap[] = ["no_address", "no_checks", "only_ping"];

/** Whether nothing, or nothing that counts, is asked: worse than access that one check of several lacks. */
export const isGrave = (gap: Gap): boolean => GRAVE.includes(gap);
