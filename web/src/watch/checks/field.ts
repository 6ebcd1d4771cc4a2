/** What a field of a question is: all that a form needs to know to ask for it and to put it into the question's JSON. */

/** In English and in Chinese. */
export type Words = readonly [en: string, zh: string];

export interface Field {
  /** Where it goes in the question's JSON: `port`, `login.user`. */
  at: string;
  label: Words;
  /** `long` is a text of several lines, `json` whatever stands there as JSON; the form holds its text. */
  type: "text" | "long" | "json" | "number" | "choice" | "password" | "switch" | "texts" | "rows";
  hint?: Words;
  /** What is asked where nothing is said; a choice begins with it. */
  usual?: string | number | boolean;
  required?: true;
  example?: string;
  /** Of a number. */
  least?: number;
  most?: number;
  choices?: readonly (readonly [value: string, label: Words])[];
  /** Shown only while another field has one of these values; while it has any, where none is named. */
  when?: readonly [at: string, ...values: string[]];
  /** Of rows: what each holds, what one is called, how many must be there. */
  columns?: readonly Field[];
  row?: Words;
}

export interface QuestionKind {
  kind: string;
  label: Words;
  /** What it asks, in one sentence. */
  asks: Words;
  /** It asks nobody, but waits to be called. */
  waits?: true;
  /** The address stands before them all. */
  fields: readonly Field[];
}

export const word = (words: Words, language: string) => (language === "zh" ? words[1] : words[0]);

/** What a protocol calls itself is the same in both languages. */
export const same = (text: string): Words => [text, text];
