import { describe, expect, test } from "vitest";
import type { Batch } from "./batch";
import { missingOf } from "./missing";

const column = (variable: string, role: Batch["columns"][number]["role"] = "variable") =>
  ({ index: 0, header: variable, role, variable, confidence: 99 }) as Batch["columns"][number];

describe("what no column brings", () => {
  test("is named once, in the order of the script", () => {
    const texts = ["¿Hablo con {{nombre}}?", "{{nombre}}, su {{producto}} debe {{saldo}}."];

    expect(missingOf(texts, [column("producto")])).toEqual(["nombre", "saldo"]);
  });

  test("is told apart neither by case nor by accents, as in calls", () => {
    expect(missingOf(["{{Fecha_Límite}}"], [column("fecha_limite", "due_date")])).toEqual([]);
  });

  test("is also what a column has that is not used", () => {
    expect(missingOf(["{{saldo}}"], [column("saldo", "ignored")])).toEqual(["saldo"]);
  });
});
