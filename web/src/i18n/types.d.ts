/** Keys are checked by the compiler: a page cannot ask for a text that English does not have (a test compares Chinese with it). */
import "i18next";
import type { texts } from "./en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof texts };
    returnNull: false;
  }
}
