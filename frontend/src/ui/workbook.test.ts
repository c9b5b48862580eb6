import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Cell, workbookOf } from "./workbook";

/** As a program that is none of ours reads it. */
async function read(header: string[], rows: Cell[][]): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), "workbook-"));
  try {
    const file = join(folder, "a.xlsx");
    writeFileSync(file, new Uint8Array(await workbookOf("Estado: 10/26", header, rows).arrayBuffer()));
    return JSON.parse(execFileSync("/usr/bin/python3", ["../tests/e2e/dashboard/workbook.py", file]).toString()) as string[][];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const LONGEST_MS = 60_000; // another program starts, on whatever machine

describe("workbookOf", () => {
  it("is read with its titles, its texts and its numbers to the last digit", async () => {
    const rows: Cell[][] = [["Peña & «Hijos» <1>", { number: "-1234567.000001" }], ["", { number: "0" }]];
    expect(await read(["Nombre", "Importe"], rows)).toEqual([
      ["Nombre", "Importe"],
      ["Peña & «Hijos» <1>", "-1234567.000001"],
      ["", "0"],
    ]);
  }, LONGEST_MS);

  it("holds no formula, and no sign that would spoil the file", async () => {
    expect(await read(["a"], [["=1+1"], ["a\u0000b"], [{ number: "=1+1" }]])).toEqual([["a"], ["=1+1"], ["ab"], ["=1+1"]]);
  }, LONGEST_MS);
});
