import { describe, expect, test } from "vitest";
import { changedTerms, costOf, draftOf, emptyDraft, judge, minutePrice, termsOf, wrongFields } from "./plan";
import { decimalOf } from "~/i18n/amounts";

const cost = { amount: "0.132472", currency: "USD" };
const filled = { ...emptyDraft, code: "plus", name: "Plus", price: "0,15" };

describe("a plan's form", () => {
  test("says which fields say nothing sensible", () => {
    expect(wrongFields(filled)).toEqual([]);
    expect(wrongFields({ ...filled, code: "Con Espacio", price: "gratis", active: "0" })).toEqual(["code", "price", "active"]);
    expect(wrongFields({ ...filled, kind: "minutes", price: "", included: "mil" })).toEqual(["included"]);
  });

  test("gives back what it was made from", () => {
    const terms = termsOf({ ...filled, kind: "minutes", fee: "99", included: "1000", step: "60", minimum: "60" });
    expect(terms.tariff?.per_minute).toEqual({ talk_ms: 60_000 });
    expect(terms.included).toEqual({ talk_ms: 60_000_000 });
    expect(termsOf(draftOf(terms as never))).toEqual(terms);
    const money = termsOf({ ...filled, included: "250" });
    expect(termsOf(draftOf(money as never))).toEqual(money);
  });

  test("sends what was changed alone", () => {
    const plan = { ...termsOf(filled), max_upload_bytes: 5_000_001 } as never;
    expect(changedTerms(plan, draftOf(plan))).toEqual({});
    expect(changedTerms(plan, draftOf(plan, ","), ",")).toEqual({});
    expect(changedTerms(plan, { ...draftOf(plan), fee: "10" })).toEqual({ monthly_fee: { amount: "10", currency: "USD" } });
  });

  test("shows amounts with the locale's decimal sign", () => {
    const plan = { ...termsOf({ ...filled, fee: "12,5" }) } as never;
    expect([draftOf(plan, decimalOf("es-CO")).price, draftOf(plan, decimalOf("es-CO")).fee]).toEqual(["0,15", "12,5"]);
    expect(draftOf(plan, decimalOf("en-US")).price).toBe("0.15");
  });

  test("reads a fee as the locale writes it", () => {
    const typed = { ...filled, fee: "1.500" };
    expect(termsOf(typed, ",").monthly_fee).toEqual({ amount: "1500", currency: "USD" });
    expect(termsOf(typed, ".").monthly_fee).toEqual({ amount: "1.500", currency: "USD" });
    expect(changedTerms(termsOf(typed, ",") as never, { ...typed, fee: "1500" }, ",")).toEqual({});
  });
});

describe("judge", () => {
  test("compares the price of a minute with what it costs", () => {
    const good = judge(termsOf(filled), cost);
    expect(good).toMatchObject({ below: false, margin: { amount: "0.017528", currency: "USD" } });
    expect(judge(termsOf({ ...filled, price: "0.12" }), cost)).toMatchObject({ below: true, margin: { amount: "-0.012472", currency: "USD" } });
  });

  test("a plan of minutes sells its fee by its minutes", () => {
    expect(minutePrice(termsOf({ ...filled, kind: "minutes", fee: "99", included: "1000" }))).toBe(99_000);
  });

  test("an unlimited plan sells its fee by its fair use", () => {
    expect(minutePrice(termsOf({ ...filled, kind: "unlimited", fee: "600", fairUse: "100" }))).toBe(100_000);
    expect(judge(termsOf({ ...filled, kind: "unlimited", fee: "600" }), cost).below).toBeUndefined();
  });

  test("without calls or in another currency nothing is said", () => {
    expect(judge(termsOf(filled), undefined).below).toBeUndefined();
    expect(judge(termsOf({ ...filled, currency: "COP", price: "500" }), cost).below).toBeUndefined();
  });
});

describe("costOf", () => {
  const billing = { talk_ms: 120_000, cost: { amount: "0.200000", currency: "USD" as const }, plans: [{ plan: "a", cost_per_minute: cost }] };
  test("its own, else that of all calls", () => {
    expect(costOf(billing as never, "a")).toEqual(cost);
    expect(costOf(billing as never, "new")).toEqual({ amount: "0.100000", currency: "USD" });
    expect(costOf(undefined, "a")).toBeUndefined();
  });
});
