// What a script says that no column of the sheet brings.

import { variablesOf } from "../scripts/variables";
import type { Batch } from "./batch";

/** As the calls compare names: without case and marks, blanks are underlines. */
const folded = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s_]+/g, "_");

/** Whoever's row lacks one of them is never called. */
export function missingOf(texts: readonly string[], columns: Batch["columns"]): string[] {
  const brought = new Set(columns.filter(({ role }) => role !== "ignored").map(({ variable }) => folded(variable ?? "")));
  return variablesOf(...texts).filter((name) => !brought.has(folded(name)));
}
