import { describe, expect, it } from "vitest";
import type { Schemas } from "~/api/client";
import type { Batch } from "./batch";
import { asChosen, withRole } from "./roles";

const columns = [
  { index: 0, header: "cliente", role: "name", variable: "cliente" },
  { index: 1, header: "celular", role: "phone", variable: "celular" },
  { index: 2, header: "titular", role: "variable", variable: "titular" },
] as Schemas["columns"][];

describe("a column's role", () => {
  it("leaves the column that had it, if only one can", () =>
    expect(withRole(columns, 2, "name").map(({ index, role }) => [index, role])).toEqual([
      [0, "variable"],
      [2, "name"],
    ]));
  it("is shared where several can have it", () => expect(withRole(columns, 2, "phone").map(({ index }) => index)).toEqual([2]));
  it("shows at once", () => {
    const batch = asChosen({ header_row: 1, columns } as Batch, { header_row: 4, columns: withRole(columns, 2, "name") });
    expect(batch.columns.map(({ role }) => role)).toEqual(["variable", "phone", "name"]);
    expect(batch.header_row).toBe(4);
  });
});
