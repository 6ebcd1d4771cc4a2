/** Both languages say the same things, and every text that a page asks for exists. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { texts as en } from "./en";
import { texts as zh } from "./zh";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === "string") found.set(path, value);
    else for (const [inner, text] of flat(value, path)) found.set(inner, text);
  }
  return found;
}

/** English counts one and other, Chinese only other: the same text. */
const base = (key: string) => key.replace(/_(one|other)$/, "");
const english = flat(en);
const chinese = flat(zh);
const known = new Set([...english.keys()].map(base));
const nouns = Object.keys(en);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [path] : [];
  });
}

/**
 * Keys written out, those of them asked for at once (`t("desk.new")`), and the fixed beginnings of keys put together
 * (`desk.state.${state}`). A key chosen elsewhere and handed to `t` is checked by the compiler.
 */
function asked() {
  const written = new Set<string>();
  const whole = new Map<string, string>();
  const begun = new Map<string, string>();
  const literal = new RegExp(
    `(\\bt\\(\\s*)?["'\`]((?:${nouns.join("|")})\\.[a-z0-9_.-]*)(["'\`]|\\$\\{)`,
    "gi",
  );
  for (const path of sources("src")) {
    for (const [, call, key = "", end] of readFileSync(path, "utf8").matchAll(literal)) {
      if (end === "${") begun.set(key, path);
      else if (call) whole.set(key, path);
      written.add(key);
    }
  }
  return { written, whole, begun };
}

describe("texts", () => {
  it("exist in both languages", () => {
    const inChinese = new Set([...chinese.keys()].map(base));
    expect([...known].filter((key) => !inChinese.has(key))).toEqual([]);
    expect([...inChinese].filter((key) => !known.has(key))).toEqual([]);
  });

  it("are not empty and insert the same values", () => {
    const inserted = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort().join();
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe("");
      const other = english.get(key) ?? english.get(`${base(key)}_other`) ?? "";
      expect(inserted(text), key).toBe(inserted(other));
    }
  });

  it("are there for every key that a page asks for", () => {
    const { whole, begun } = asked();
    expect(whole.size).toBeGreaterThan(50);
    for (const [key, path] of whole) expect(known.has(key), `${key} in ${path}`).toBe(true);
    for (const [start, path] of begun) {
      expect(
        [...known].some((key) => key.startsWith(start)),
        `${start}… in ${path}`,
      ).toBe(true);
    }
  });

  it("are all asked for by some page", () => {
    const { written, begun } = asked();
    const starts = [...begun.keys()];
    const unused = [...known].filter(
      (key) => !written.has(key) && !starts.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
});
