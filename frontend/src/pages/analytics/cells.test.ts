import { describe, expect, it } from "vitest";
import { formatFor } from "~/i18n/format";
import { cellsFor, csvCell, fileTitle, sheetCell, shownOf } from "./cells";

const cells = cellsFor(formatFor("es-CO", "America/Bogota"));
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("cells", () => {
  it("are read by locale and counted with in decimals", () => {
    const spent = cells.money({ amount: "1284.500000", currency: "USD" });
    expect(plain(shownOf(spent))).toBe("US$ 1.284,50");
    expect(csvCell(spent)).toBe("1284.500000");
    expect(sheetCell(spent)).toEqual({ number: "1284.500000", });
    expect([shownOf(cells.count(34858)), csvCell(cells.count(34858))]).toEqual(["34.858", "34858"]);
  });

  it("have shares as percentages, and none of nothing", () => {
    expect([plain(shownOf(cells.share(2, 3))), csvCell(cells.share(2, 3))]).toEqual(["67%", "66.7"]);
    expect([shownOf(cells.share(0, 0)), csvCell(cells.share(0, 0))]).toEqual(["—", ""]);
  });

  it("have talk in seconds, also where a plan counts minutes", () => {
    expect([shownOf(cells.talk(72_400)), csvCell(cells.talk(72_400))]).toEqual(["1:12", "72"]);
    expect(csvCell(cells.money({ talk_ms: 90_000 }))).toBe("90");
  });

  it("leave words as they are", () => {
    expect(csvCell("viernes 09:00")).toBe("viernes 09:00");
    expect(sheetCell({ shown: "Cartera", to: "/campaigns/x" })).toBe("Cartera");
    expect(fileTitle({ shown: "Gastado", file: "Gastado (USD)" })).toBe("Gastado (USD)");
  });
});
