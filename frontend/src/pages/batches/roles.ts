// A person's word on columns, as the API takes it: those that are not mentioned stay.

import type { Schemas } from "~/api/client";
import type { Batch, ColumnRole } from "./batch";

type Column = Schemas["columns"];
type Change = Schemas["change_batch_change"];

/** These any number of columns can have; another role has one column alone. */
const many: readonly ColumnRole[] = ["variable", "ignored", "phone"];

/** The columns that change when one takes a role: itself, and the one that had it. */
export function withRole(columns: readonly Column[], index: number, role: ColumnRole): NonNullable<Change["columns"]> {
  return columns
    .filter((column) => column.index === index || (!many.includes(role) && column.role === role))
    .map(({ index: at, header, variable }) => ({
      index: at,
      header: header ?? null,
      role: at === index ? role : "variable",
      variable: variable ?? null,
    }));
}

/** The batch as it will be, until the server has said so. */
export function asChosen(batch: Batch, change: Change): Batch {
  const columns = batch.columns.map((column) => ({
    ...column,
    role: change.columns?.find((one) => one.index === column.index)?.role ?? column.role,
  }));
  return {
    ...batch,
    columns,
    ...(change.sheet ? { sheet: change.sheet } : {}),
    ...(change.header_row ? { header_row: change.header_row } : {}),
    ...(change.duplicates ? { duplicates: change.duplicates } : {}),
  };
}
