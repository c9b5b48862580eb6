import { describe, expect, it } from "vitest";
import { marked, turnsOf } from "./transcript";

describe("turnsOf", () => {
  it("tells who said what, and joins lines that nobody begins", () => {
    expect(turnsOf("Agent: Buenos días.\nUser: ¿Quién habla?\nde parte de quién\n\nAgent: De Cobranzas.\n")).toEqual([
      { who: "agent", text: "Buenos días." },
      { who: "person", text: "¿Quién habla? de parte de quién" },
      { who: "agent", text: "De Cobranzas." },
    ]);
  });
  it("is empty for nothing, and keeps words before any speaker", () => {
    expect(turnsOf("")).toEqual([]);
    expect(turnsOf("(ruido)")).toEqual([{ who: "agent", text: "(ruido)" }]);
  });
});

describe("marked", () => {
  it("finds without accents and case", () => {
    expect(marked("Pagaré el día 5, pagare todo", "pagare")).toEqual(["", "Pagaré", " el día 5, ", "pagare", " todo"]);
  });
  it("keeps the text whole when nothing is looked for or found", () => {
    expect(marked("Sí", " ")).toEqual(["Sí"]);
    expect(marked("Sí", "no")).toEqual(["Sí"]);
  });
});
