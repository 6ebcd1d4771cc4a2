/** Who is signed in, and what this installation says about itself. */
import type { Schemas, Written } from "../api/written";

export type Session = Written<Schemas["Session"]>;
export type Installation = Written<Schemas["InstallationView"]>;
export type DemoAccount = Written<Schemas["DemoAccount"]>;
export type SessionChange = Schemas["SessionChange"];
/** `token` is there only in the answer that creates it. */
export type Token = Omit<Written<Schemas["ApiToken"]>, "token"> & Pick<Schemas["ApiToken"], "token">;
