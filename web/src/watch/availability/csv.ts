/** What the table shows, as a file for a spreadsheet: seconds whole, the span in every row, nothing that a spreadsheet would run. */
import type { Availability } from "../../api/types";
import type { Bounds } from "./span";

/** RFC 4180. A cell that begins like a formula is shown, not computed. */
function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `headings` are in the page's language, in the order of the cells. */
export function csvOf(rows: Availability[], bounds: Bounds, headings: readonly string[]): string {
  const lines = rows.map((row) => [
    row.name,
    row.devices,
    row.rate === null ? "" : Math.floor(row.rate * 1e7 + 1e-6) / 1e5,
    ...[
      row.up_seconds,
      row.observed_seconds,
      row.down_seconds,
      row.unreachable_seconds,
      row.planned_seconds,
      row.excluded_seconds,
      row.unknown_seconds,
    ].map((seconds) => Math.round(seconds)),
    bounds.from,
    bounds.to,
  ]);
  return [headings, ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

/** Hands a text to the browser as a file; the mark in front tells spreadsheets that it is UTF-8. */
export function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
