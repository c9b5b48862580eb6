import { describe, expect, test } from "vitest";
import { dayOf, rangeOf } from "./period";

const now = new Date(2026, 10, 26, 15, 30).getTime();
const of = (query: string) => rangeOf(new URLSearchParams(query), now);

describe("rangeOf", () => {
  test("thirty days until now unless something else is chosen", () => {
    expect(of("")).toEqual({ period: "30", from: new Date(now - 30 * 86_400_000).toISOString() });
    expect(of("period=nonsense").period).toBe("30");
  });

  test("a month begins at its first midnight, the last one ends where this one begins", () => {
    expect(of("period=month").from).toBe(new Date(2026, 10, 1).toISOString());
    expect(of("period=last")).toEqual({
      period: "last",
      from: new Date(2026, 9, 1).toISOString(),
      until: new Date(2026, 10, 1).toISOString(),
    });
  });

  test("an own range holds its last day whole", () => {
    const range = of("period=own&first=2026-11-05&last=2026-11-30");
    expect(range.from).toBe(new Date(2026, 10, 5).toISOString());
    expect(range.until).toBe(new Date(2026, 11, 1).toISOString());
  });

  test("an own range that is turned or no date is one day", () => {
    expect(of("period=own&first=2026-11-20&last=2026-11-10").first).toBe("2026-11-10");
    expect(of("period=own&first=x").first).toBe(dayOf(new Date(now)));
  });
});
