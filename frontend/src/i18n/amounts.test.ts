import { describe, expect, it } from "vitest";
import { amountOf, typed, unitsOf } from "./amounts";

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
