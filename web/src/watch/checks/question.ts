/** Between a form's values and the question's JSON. The values stand in the form as they stand in the question: `login.user` in `login`. */
import { Problem } from "../../api/problem";
import type { Device, Question } from "../../api/types";
import type { Field, QuestionKind } from "./field";
import { fieldsOf, kindOf } from "./kinds";

export type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function valueAt(values: unknown, at: string): unknown {
  return at.split(".").reduce((inner: unknown, part) => (isObject(inner) ? inner[part] : undefined), values);
}

function put(values: Values, at: string, value: unknown): void {
  const parts = at.split(".");
  const last = parts.pop() as string;
  let inner = values;
  for (const part of parts) {
    if (!isObject(inner[part])) inner[part] = {};
    inner = inner[part] as Values;
  }
  inner[last] = value;
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** Whether a field is asked for now; what hangs on a hidden field is hidden too. */
export function isShown(field: Field, fields: readonly Field[], values: unknown): boolean {
  if (!field.when) return true;
  const [at, ...wanted] = field.when;
  const other = fields.find((known) => known.at === at);
  if (other && !isShown(other, fields, values)) return false;
  const value = valueAt(values, at);
  return wanted.length === 0 ? !isEmpty(value) : wanted.includes(String(value));
}

/** What was filled in of the fields that are shown. */
function filled(fields: readonly Field[], values: unknown): Values {
  const found: Values = {};
  for (const field of fields) {
    const value = valueAt(values, field.at);
    if (isEmpty(value) || !isShown(field, fields, values)) continue;
    if (field.type === "switch" && value === (field.usual ?? false)) continue;
    const rows = field.type === "rows" && field.columns && Array.isArray(value);
    if (field.type === "json") put(found, field.at, fromText(value));
    else put(found, field.at, rows ? value.map((row) => filled(field.columns ?? [], row)) : value);
  }
  return found;
}

/** What is typed as JSON; what is none stays a text, and the server says what is wrong with it. */
function fromText(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

/** The question that a form asks for. */
export function questionOf(kind: QuestionKind, values: unknown): Question {
  return { kind: kind.kind, ...filled(fieldsOf(kind), values) };
}

/** A form's values for a question, choices that are not named as they are understood; nothing when the form cannot say all of it. */
export function valuesOf(question: Question): { kind: QuestionKind; values: Values } | null {
  const kind = kindOf(question.kind);
  if (!kind) return null;
  const { kind: _, ...rest } = question;
  const fields = fieldsOf(kind);
  const values = withChoices(fields, rest);
  return same(values, known(fields, values)) ? { kind, values } : null;
}

function withChoices(fields: readonly Field[], given: Values): Values {
  const values = structuredClone(given);
  for (const field of fields) {
    const value = valueAt(values, field.at);
    if (
      field.type === "choice" &&
      field.usual !== undefined &&
      isEmpty(value) &&
      isShown(field, fields, values)
    )
      put(values, field.at, field.usual);
    if (field.type === "json" && value !== undefined && !isEmpty(value))
      put(values, field.at, JSON.stringify(value));
    if (field.type === "rows" && Array.isArray(value))
      put(
        values,
        field.at,
        value.map((row) => (isObject(row) ? withChoices(field.columns ?? [], row) : row)),
      );
  }
  return values;
}

/** Only what the fields can hold. */
function known(fields: readonly Field[], values: Values): Values {
  const found: Values = {};
  for (const field of fields) {
    const value = valueAt(values, field.at);
    if (value === undefined || !isShown(field, fields, values) || !fits(field, value)) continue;
    const rows = field.type === "rows" && Array.isArray(value);
    put(
      found,
      field.at,
      rows ? value.map((row) => (isObject(row) ? known(field.columns ?? [], row) : row)) : value,
    );
  }
  return found;
}

function fits(field: Field, value: unknown): boolean {
  if (value === null) return true;
  switch (field.type) {
    case "number":
      return typeof value === "number";
    case "switch":
      return typeof value === "boolean";
    case "choice":
      return field.choices?.some(([choice]) => choice === value) ?? false;
    case "texts":
      return Array.isArray(value) && value.every((text) => typeof text === "string");
    case "rows":
      return Array.isArray(value) && value.every(isObject);
    default:
      return typeof value === "string";
  }
}

/** Without what says nothing: `null`, "" and empty lists and objects. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, bare(inner)] as const)
    .filter(([, inner]) => !isEmpty(inner) && !(isObject(inner) && Object.keys(inner).length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}

const same = (a: unknown, b: unknown) => JSON.stringify(bare(a)) === JSON.stringify(bare(b));

/** A question as people type it; what is wrong with it otherwise. */
export function parsed(text: string): Question | "not_json" | "no_kind" {
  try {
    const question: unknown = JSON.parse(text);
    if (!isObject(question) || typeof question.kind !== "string" || question.kind === "") return "no_kind";
    return question;
  } catch {
    return "not_json";
  }
}

/** Of these the user, and of SNMP the version, is shown beside what else is asked. */
const HAS_ACCESS: readonly unknown[] = ["snmp", "ssh", "sftp"];

/** What the server shows of a question, as it would be asked: the version of SNMP stands in its access, the device's own address nowhere. */
export function asAsked(shown: Question, device: Pick<Device, "address">): Question {
  const { address, ...rest } = shown;
  const question: Question = address === device.address ? rest : { address, ...rest };
  if (!HAS_ACCESS.includes(shown.kind)) return question;
  const { version, user, ...settings } = question;
  return bare({ ...settings, access: { version, user } }) as Question;
}

/** The fields that what is shown says nothing about, because they are secret or not told: they must be entered again. */
export function untold(shown: Question): Field[] {
  const kind = kindOf(shown.kind);
  if (!kind) return [];
  const access = isObject(shown.access) ? shown.access : { version: shown.version, user: shown.user };
  const told: Values = { ...shown, access };
  const fields = fieldsOf(kind);
  const version = String(access.version ?? "");
  return fields.filter((field) => {
    if (valueAt(told, field.at) !== undefined) return false;
    if (shown.kind !== "snmp") return true;
    // Of version 3 nothing says whether there is authentication; of the others there is none.
    return !field.at.startsWith("access.") || (field.at === "access.community") === (version !== "3");
  });
}

/** What a form begins with: the device's own ports and access. */
export function beginning(kind: QuestionKind, device: Device | undefined): Values {
  const own: Values = {};
  if (kind.kind === "http" && device?.http_port) own.port = device.http_port;
  if (kind.kind === "rtsp" && device?.rtsp_port) own.port = device.rtsp_port;
  if (kind.kind === "snmp" && device?.snmp) {
    own.port = device.snmp.port;
    own.access = { version: device.snmp.version, ...(device.snmp.user ? { user: device.snmp.user } : {}) };
  }
  return withChoices(fieldsOf(kind), own);
}

/**
 * The server's objection to a question beside the field it names: "port must be from 1 to 65535". In the form a field is `q` and its
 * place; typed as JSON there is one field for it all.
 */
export function beside(error: unknown, kind: QuestionKind | undefined): unknown {
  if (!(error instanceof Problem)) return error;
  return new Problem({
    ...error,
    title: error.title,
    detail: error.detail,
    fields: error.fields.map((field) => {
      if (field.path !== "question" && !field.path.startsWith("question.")) return field;
      if (!kind) return { ...field, path: "json" };
      const named = fieldAt(kind, field.path.slice("question.".length)) ?? fieldNamed(kind, field.detail);
      return named ? { ...field, path: `q.${named.at}` } : field;
    }),
  });
}

/** The form's field of a path such as `port`, `access.community` or `expect[0].minimum`. */
export function fieldAt(kind: QuestionKind, path: string): Field | undefined {
  const at = path.replace(/\[.*$/, "");
  return at ? fieldsOf(kind).find((field) => field.at === at) : undefined;
}

/** Where the path ends at a choice of several shapes, the sentence names the field. */
export function fieldNamed(kind: QuestionKind, sentence: string): Field | undefined {
  const name = (/missing field `([\w.]+)`/.exec(sentence) ?? /([\w.]+) must /.exec(sentence))?.[1];
  if (!name) return undefined;
  const fields = fieldsOf(kind);
  return (
    fields.find((field) => field.at === name) ?? fields.find((field) => field.at.split(".").at(-1) === name)
  );
}
