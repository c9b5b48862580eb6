// What stands in a table of figures: as it is read on the page, and as a spreadsheet counts with it.

import { plainText } from "~/i18n/amounts";
import type { Amount, Format } from "~/i18n/format";
import type { Cell as SheetCell } from "~/ui/workbook";

export interface Figure {
  shown: string;
  /** In decimals, for files. */
  number: string;
  /** The page that shows what it sums. */
  to?: string | undefined;
}

export interface Named {
  shown: string;
  to: string | undefined;
}

export type Cell = string | Named | Figure;

/** "Gastado" above the table, "Gastado (USD)" above the column of a file. */
export type Title = string | { shown: string; file: string };

export const shownOf = (cell: Cell | Title): string => (typeof cell === "string" ? cell : cell.shown);
export const linkOf = (cell: Cell): string | undefined => (typeof cell === "string" ? undefined : cell.to);
export const fileTitle = (title: Title): string => (typeof title === "string" ? title : title.file);

const isFigure = (cell: Cell): cell is Figure => typeof cell !== "string" && "number" in cell;

export const csvCell = (cell: Cell): string => (isFigure(cell) ? cell.number : shownOf(cell));
export const sheetCell = (cell: Cell): SheetCell => (isFigure(cell) ? { number: cell.number } : shownOf(cell));

const seconds = (ms: number): string => String(Math.round(ms / 1000));

export const cellsFor = (format: Format) => ({
  count: (n: number | undefined, to?: string): Figure => ({ shown: format.number(n ?? 0), number: String(n ?? 0), to }),
  /** In files a percentage with one decimal; empty of nothing. */
  share: (part: number | undefined, whole: number | undefined): Figure => ({
    shown: format.percent(part ?? 0, whole ?? 0),
    number: whole ? (((part ?? 0) / whole) * 100).toFixed(1) : "",
  }),
  talk: (ms: number): Figure => ({ shown: format.clock(ms), number: seconds(ms) }),
  /** Of a plan of minutes: seconds. */
  money: (amount: Amount | null | undefined): Figure => ({
    shown: format.amount(amount),
    number: amount && "talk_ms" in amount ? seconds(amount.talk_ms) : plainText(amount),
  }),
  promised: (amount: Amount | null | undefined): Figure => ({ shown: format.figure(amount), number: plainText(amount) }),
});
