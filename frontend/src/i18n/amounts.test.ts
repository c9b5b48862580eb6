import { describe, expect, it } from "vitest";
import { amountOf, decimalOf, isUnclear, moneyOf, plainNumber, plainText, typed, unitOf, unitsOf, wholeOf, written } from "./amounts";

describe("amountOf", () => {
  it("writes millionths as decimal text", () => {
    expect(amountOf("USD", -120000)).toEqual({ amount: "-0.120000", currency: "USD" });
    expect(amountOf("USD", 60000000)).toEqual({ amount: "60.000000", currency: "USD" });
    expect(amountOf("talk_ms", 61000)).toEqual({ talk_ms: 61000 });
  });
  it("and unitsOf reads them back", () => {
    for (const units of [0, 1, -1, 999999, 1000000, -61234567]) expect(unitsOf(amountOf("COP", units))).toBe(units);
    expect(unitsOf(null)).toBe(0);
  });
});

describe("typed", () => {
  it("takes amounts as people write them", () => {
    expect(typed(" 1 250,5 ", "USD")).toEqual({ amount: "1250.5", currency: "USD" });
    expect(typed("30", "talk_ms")).toEqual({ talk_ms: 1800000 });
  });
  it("takes nothing else", () => {
    for (const text of ["", "0", "0,00", "-5", "1.234", "0.125", "1,00,000", "1.250,505", "diez", "1e3", ".", "5."])
      expect(typed(text, "USD")).toBeUndefined();
    for (const text of ["1.5", "0", "", "1,50"]) expect(typed(text, "talk_ms")).toBeUndefined();
  });
  it("reads thousands as the locale parts them, and says when it cannot know", () => {
    expect(typed("1.500", "COP", ",")).toEqual({ amount: "1500", currency: "COP" });
    expect(typed("1,500", "USD", ".")).toEqual({ amount: "1500", currency: "USD" });
    expect(typed("1,500", "USD", ",")).toBeUndefined();
    expect([isUnclear("1,500", ","), isUnclear("1.500", ","), isUnclear("1,50", ","), isUnclear("0,125", ",")]).toEqual([true, false, false, false]);
    expect(typed("1.500", "talk_ms")).toEqual({ talk_ms: 90_000_000 });
  });
});

describe("plainNumber", () => {
  it("reads what cannot be misunderstood everywhere alike", () => {
    for (const decimal of [".", ","]) {
      for (const text of ["1.250,50", "1,250.50", "1250.50", "1250,50", "1 250,50"]) expect(plainNumber(text, decimal)).toBe("1250.50");
      for (const text of ["1.250.000", "1,250,000", "1250000"]) expect(plainNumber(text, decimal)).toBe("1250000");
      for (const text of ["0,125", "0.125", ",125"]) expect(plainNumber(text, decimal)).toBe("0.125");
    }
  });
  it("reads figures in threes by the locale", () => {
    expect([plainNumber("12.500", decimalOf("es-CO")), plainNumber("12.500", decimalOf("es-MX"))]).toEqual(["12500", "12.500"]);
    expect([plainNumber("12,500", decimalOf("es-CO")), plainNumber("12,500", decimalOf("en-US"))]).toEqual(["12.500", "12500"]);
  });
});

describe("moneyOf and wholeOf", () => {
  it("take six decimals, and counts with separators", () => {
    expect(moneyOf("0,1250", "USD")).toEqual({ amount: "0.1250", currency: "USD" });
    expect(moneyOf("-1", "USD")).toBeUndefined();
    expect(moneyOf("0.1234567", "USD")).toBeUndefined();
    for (const text of ["100 000", "100.000", "100,000", "100000"]) expect(wholeOf(text)).toBe(100_000);
    for (const text of ["1.5x", "1.5", "10,0000", ""]) expect(wholeOf(text)).toBeUndefined();
  });
});

describe("other forms of an amount", () => {
  it("is written as it would be typed, and typed again the same", () => {
    expect(written({ amount: "12.500000", currency: "USD" })).toBe("12.5");
    expect(written({ amount: "12.500000", currency: "USD" }, ",")).toBe("12,5");
    expect(written({ amount: "100.000000", currency: "USD" })).toBe("100");
    expect(written({ talk_ms: 600000 })).toBe("10");
    expect(typed(written({ amount: "0.050000", currency: "USD" }), "USD")).toEqual({ amount: "0.05", currency: "USD" });
  });
  it("is told with its unit", () => {
    expect(unitOf({ amount: "1", currency: "COP" })).toBe("COP");
    expect(unitOf({ talk_ms: 1 })).toBe("talk_ms");
    expect(plainText({ amount: "1.000000", currency: "COP" })).toBe("1.000000");
    expect(plainText({ talk_ms: 5 })).toBe("5");
    expect(plainText(undefined)).toBe("");
  });
});
