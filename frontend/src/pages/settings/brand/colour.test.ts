import { describe, expect, it } from "vitest";
import { hexOf, normal, shownOf } from "./colour";

describe("a colour as it is shown", () => {
  it("is the chosen one where that reads", () => {
    expect(shownOf("#0b6073")?.light).toMatchObject({ hex: "#0b6073", corrected: false });
  });
  it.each(["#ffff00", "#000000", "#ffffff", "#ff0000"])("%s reads on light and dark, and is told when it is another", (text) => {
    const shown = shownOf(text);
    for (const side of [shown?.light, shown?.dark]) expect(side?.contrast).toBeGreaterThanOrEqual(4.5);
    expect([shown?.light.corrected, shown?.dark.corrected]).toContain(true);
  });
  it("is none of what is no colour", () => expect(shownOf("azul")).toBeUndefined());
});

describe("a colour as it is typed", () => {
  it("is hexadecimal with its sign", () => {
    expect(normal(" 0B6073 ")).toBe("#0b6073");
    expect(normal("#0b6073")).toBe("#0b6073");
    expect(normal("azul")).toBe("azul");
    expect(hexOf([0, 10, 255])).toBe("#000aff");
  });
});
