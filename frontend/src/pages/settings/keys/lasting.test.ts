import { describe, expect, it } from "vitest";
import { endOf, overlapMs } from "./lasting";

describe("how long a key serves", () => {
  const noon = Date.parse("2026-11-26T12:00:00Z");

  it("ends at a midnight, never sooner than was chosen", () => {
    expect(endOf("30", noon)).toEqual({ expires_at: "2026-12-27T00:00:00.000Z" });
    expect(endOf("30", noon + 60_000)).toEqual(endOf("30", noon));
  });
  it("may have no end", () => {
    expect(endOf("0", noon)).toEqual({});
  });
  it("overlaps for whole days, or not at all", () => {
    expect(overlapMs("7")).toBe(604_800_000);
    expect(overlapMs("0")).toBe(0);
  });
});
