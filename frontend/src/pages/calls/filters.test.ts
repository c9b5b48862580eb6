import { describe, expect, it } from "vitest";
import { beginOf, callsHref, COUNTED_DAYS, countedSince } from "./filters";

describe("beginOf", () => {
  it("begins today at midnight, and further back by whole days, over the turn of a month", () => {
    const now = new Date(2026, 10, 3, 15, 30);
    expect(beginOf(1, now)).toBe(new Date(2026, 10, 3).toISOString());
    expect(beginOf(7, now)).toBe(new Date(2026, 9, 28).toISOString());
  });
});

describe("countedSince", () => {
  const now = new Date(2026, 10, 26, 15, 30);

  it("is the beginning of the period that the list shows", () => {
    expect(countedSince("week", "2020-01-01T00:00:00.000Z", now)).toEqual({ from: beginOf(7, now), days: 7 });
  });

  it("says for any date how far figures reach, unless the account is younger than that", () => {
    const from = beginOf(COUNTED_DAYS, now);
    expect(countedSince("everything", "2020-01-01T00:00:00.000Z", now)).toEqual({ from, days: COUNTED_DAYS });
    expect(countedSince("everything", "2026-11-20T00:00:00.000Z", now)).toEqual({ from, days: undefined });
  });
});

describe("callsHref", () => {
  it("has the filters that are set, as the list reads them", () => {
    expect(callsHref({})).toBe("/calls");
    expect(callsHref({ outcome: "promise", campaign: undefined, period: "quarter" })).toBe("/calls?outcome=promise&period=quarter");
  });
});
