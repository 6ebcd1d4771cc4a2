/**
 * What a template's text says at a glance: its name, what it is for, which checks and rules it has. The server reads TOML and judges it;
 * this only picks out the lines that a list shows, and is content with nothing where somebody writes them otherwise.
 */

export const MATCHES = ["kinds", "vendors", "models", "banner", "sys_descr", "sys_object_id"] as const;
export type Match = (typeof MATCHES)[number];

export interface Outline {
  name: string;
  match: Partial<Record<Match, string[]>>;
  checks: string[];
  rules: string[];
}

export function outlineOf(text: string): Outline {
  const outline: Outline = { name: "", match: {}, checks: [], rules: [] };
  let table = "";
  for (const line of wholeLines(text)) {
    const head = /^\[\[?\s*([\w.]+)\s*\]\]?$/.exec(line);
    if (head) {
      table = head[1] ?? "";
      continue;
    }
    const [, key = "", value = ""] = /^([\w.]+)\s*=\s*(.*)$/.exec(line) ?? [];
    const path = table ? `${table}.${key}` : key;
    const first = strings(value)[0] ?? "";
    if (path === "name") outline.name = first;
    else if (path === "check.name") outline.checks.push(first);
    else if (path === "rule.name") outline.rules.push(first);
    else {
      const match = MATCHES.find((name) => path === `match.${name}`);
      if (match) outline.match[match] = strings(value);
    }
  }
  return outline;
}

/** A line without its comment; a list that goes on over several lines is one. */
function wholeLines(text: string): string[] {
  const lines: string[] = [];
  let open = "";
  for (const written of text.split("\n")) {
    const line = `${open} ${bare(written)}`.trim();
    const depth = count(line, "[") - count(line, "]");
    open = depth > 0 ? line : "";
    if (depth <= 0 && line) lines.push(line);
  }
  return lines;
}
const bare = (line: string) => line.replace(/^((?:[^"'#]|"(?:[^"\\]|\\.)*"|'[^']*')*)#.*$/, "$1").trim();
const count = (line: string, sign: string) =>
  line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "").split(sign).length - 1;
const strings = (value: string) =>
  [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? "");

/** The same text under another name: two templates of one name there cannot be. */
export const renamed = (text: string, name: string): string =>
  text.replace(/^(\s*name\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')/m, `$1${JSON.stringify(name)}`);
