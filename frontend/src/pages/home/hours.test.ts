import { describe, expect, it } from "vitest";
import { answerRows } from "./hours";

describe("answerRows", () => {
  it("makes a row of each day, from the earliest hour to the latest", () => {
    const { from, to, rows } = answerRows([
      { weekday: 1, hour: 7, rang: 4, answered: 1 },
      { weekday: 7, hour: 20, rang: 2, answered: 2 },
      { weekday: 3, hour: 3, rang: 0, answered: 0 },
    ]);
    expect([from, to]).toEqual([7, 20]);
    expect(rows.map((row) => row.weekday)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rows[0]?.cells[0]).toEqual({ hour: 7, rang: 4, answered: 1 });
    expect(rows[6]?.cells.at(-1)).toEqual({ hour: 20, rang: 2, answered: 2 });
    expect(rows.every((row) => row.cells.length === 14)).toBe(true);
  });

  it("shows office hours when nothing was tried", () => {
    expect(answerRows([])).toMatchObject({ from: 8, to: 18 });
  });
});
