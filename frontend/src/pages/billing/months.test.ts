import { expect, test } from "vitest";
import type { Schemas } from "~/api/client";
import { lived } from "./months";

const usd = (amount: string) => ({ amount, currency: "USD" });
const none = usd("0.000000");
const month = (name: string, more = {}) =>
  ({ month: name, opening: none, funded: none, adjusted: none, refunded: none, charged: none, closing: none, calls: 0, ...more }) as Schemas["statement"];

test("months before anything moved are left out", () => {
  const told = [month("2026-11"), month("2026-10", { funded: usd("60.000000") }), month("2026-09")];
  expect(lived(told).map((one) => one.month)).toEqual(["2026-11", "2026-10"]);
});

test("a quiet month after a balance stays, and so does one with calls alone", () => {
  expect(lived([month("2026-11", { opening: usd("5.000000") })])).toHaveLength(1);
  expect(lived([month("2026-11", { calls: 3 })])).toHaveLength(1);
});

test("nothing ever moved: no statement", () => {
  expect(lived([month("2026-11"), month("2026-10")])).toEqual([]);
});
