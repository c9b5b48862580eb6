import { describe, expect, test } from "vitest";
import { balanceOf, monthIn, monthsUpTo, statementsOf } from "./statements";

const usd = (amount: string) => ({ amount, currency: "USD" });
const day = (text: string, charged: number) => ({ day: text, calls: 2, talkMs: 60_000, charged });

describe("statementsOf", () => {
  const months = monthsUpTo("2026-11", 4);
  const movements = [
    { kind: "fund", month: "2026-10", available: 60_000_000 },
    { kind: "adjust", month: "2026-11", available: -1_000_000 },
    { kind: "fund", month: "2026-11", available: 10_000_000 },
  ];
  const days = [day("2026-10-05", 4_000_000), day("2026-10-31", 1_000_000), day("2026-11-01", 2_000_000)];
  const told = statementsOf(months, 62_000_000, movements, days);

  test("each month ends where the next begins, and the first begins with nothing", () => {
    expect(told.map(({ month }) => month)).toEqual(["2026-11", "2026-10"]);
    expect(told[0]).toMatchObject({ opening: 55_000_000, funded: 10_000_000, adjusted: -1_000_000, charged: 2_000_000, closing: 62_000_000 });
    expect(told[1]).toMatchObject({ opening: 0, funded: 60_000_000, charged: 5_000_000, calls: 4, closing: 55_000_000 });
  });

  test("what pays a debt is money put in", () => {
    const paid = [{ kind: "fund", month: "2026-11", available: 3, debt: -2 }];
    expect(statementsOf(["2026-11"], 5, paid, [])[0]).toMatchObject({ opening: 0, funded: 5 });
  });

  test("nothing ever moved: no statement", () => {
    expect(statementsOf(months, 0, [], [])).toEqual([]);
  });

  test("money of before the months that are told is what they begin with", () => {
    expect(statementsOf(["2026-11"], 5, [], []).map(({ opening }) => opening)).toEqual([5]);
  });
});

test("months go back over a new year", () => {
  expect(monthsUpTo("2026-01", 3)).toEqual(["2026-01", "2025-12", "2025-11"]);
});

test("a moment is in the account's month", () => {
  expect(monthIn("America/Bogota", "2026-11-01T03:00:00Z")).toBe("2026-10");
  expect(monthIn("UTC", "2026-11-01T03:00:00Z")).toBe("2026-11");
});

test("the balance holds what is held, less what is owed", () => {
  expect(balanceOf({ available: usd("1.50"), held: usd("0.60"), debt: usd("0.10") })).toBe(2_000_000);
});
