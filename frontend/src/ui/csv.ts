// What is seen, as a file that spreadsheets open: UTF-8 with its mark, quoted where it must be, and no cell that a
// spreadsheet would take for a formula.

import { download } from "./download";

const quoted = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,\s]+%?$/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export const csvOf = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";

export function downloadCsv(name: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  download(`${name}.csv`, new Blob(["\uFEFF", csvOf(header, rows)], { type: "text/csv;charset=utf-8" }));
}
