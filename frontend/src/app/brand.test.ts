import { describe, expect, it } from "vitest";
import { accentsOf, contrast, parseColor } from "./brand";

const samples = ["#ffff00", "#ff0000", "#0000ff", "#00ff88", "#ffffff", "#000000", "#808080", "#0b6073", "#f4a261"];

describe("the account's colour", () => {
  it.each(samples)("%s is made readable on light and dark", (text) => {
    const color = parseColor(text);
    if (!color) throw new Error("no colour");
    for (const { accent, soft, on, hover } of Object.values(accentsOf(color))) {
      expect(contrast(accent, soft)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(accent, on)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(hover, on)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("stays as it is where it reads already", () => {
    expect(accentsOf([11, 96, 115]).light.accent).toEqual([11, 96, 115]);
  });

  it("is a colour in hexadecimal or none", () => {
    expect(parseColor("#0B6073")).toEqual([11, 96, 115]);
    for (const text of ["", "red", "#fff", "#0b60733", "url(x)"]) expect(parseColor(text)).toBeNull();
  });

  it("knows black and white", () => expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21));
});
