import { describe, expect, it } from "vitest";
import { differences, inserted, piecesOf } from "./text";
import { variablesOf } from "./variables";

describe("variables", () => {
  it("are found once each, in the order in which they come", () => {
    expect(variablesOf("Hola {{nombre}}", "{{saldo}} de {{ nombre }} y {no}")).toEqual(["nombre", "saldo"]);
  });
  it("are cut out of the text", () => {
    expect(piecesOf("Hola {{nombre}}, debe {{saldo}}.")).toEqual(["Hola ", "nombre", ", debe ", "saldo", "."]);
  });
  it("are put in the place of what is selected", () => {
    expect(inserted("Hola X.", 5, 6, "nombre")).toEqual({ text: "Hola {{nombre}}.", cursor: 15 });
  });
});

describe("differences", () => {
  it("keep both texts whole", () => {
    const got = differences("Buenos días, Ana.", "Buenas tardes, Ana.");
    const side = (not: "added" | "removed") => got.filter((p) => p.is !== not).map((p) => p.text).join("");
    expect(side("added")).toBe("Buenos días, Ana.");
    expect(side("removed")).toBe("Buenas tardes, Ana.");
    expect(got.some((p) => p.is === "same" && p.text.includes("Ana"))).toBe(true);
  });
});
