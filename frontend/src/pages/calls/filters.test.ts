import { describe, expect, it } from "vitest";
import { beginOf, callsHref } from "./filters";

describe("beginOf", () => {
  it("begins today at midnight, and further back by whole days, over the turn of a month", () => {
    const now = new Date(2026, 10, 3, 15, 30);
    expect(beginOf(1, now)).toBe(new Date(2026, 10, 3).toISOString());
    expect(beginOf(7, now)).toBe(new Date(2026, 9, 28).toISOString());
  });
});

describe("callsHref", () => {
  it("has the filters that are set, as the list reads them", () => {
    expect(callsHref({})).toBe("/calls");
    expect(callsHref({ outcome: "promise", campaign: undefined, period: "quarter" })).toBe("/calls?outcome=promise&period=quarter");
  });
});
