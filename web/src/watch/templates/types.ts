/** Templates as the API has them. */
import type { Schemas, Written } from "../../api/written";

export type CheckTemplate = Written<Schemas["CheckTemplate"]>;
export type BuiltInTemplate = Written<Schemas["Page_BuiltInTemplate"]>["items"][number];
export type NewCheckTemplate = Schemas["NewCheckTemplate"];
export type TemplateTrial = Schemas["CheckTemplateTrial"];
export type Tried = Written<Schemas["CheckTemplateTried"]>;
export type TriedCheck = Tried["checks"][number];
