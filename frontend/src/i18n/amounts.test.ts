import { describe, expect, it } from "vitest";
import { amountOf, plainText, typed, unitOf, unitsOf, written } from "./amounts";

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
    for (const text of ["", "0", "0,00", "-5", "1.234", "1,000.00", "diez", "1e3"]) expect(typed(text, "USD")).toBeUndefined();
    expect(typed("1.5", "talk_ms")).toBeUndefined();
  });
});

describe("other forms of an amount", () => {
  it("is written as it would be typed, and typed again the same", () => {
    expect(written({ amount: "12.500000", currency: "USD" })).toBe("12.5");
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
