import { describe, expect, it } from "vitest";
import { isStillOff } from "./putOff";

const day = (n: number) => Date.parse("2026-11-01T10:00:00Z") + n * 24 * 3_600_000;

describe("not now", () => {
  it("holds for 30 days and not for ever", () => {
    expect(isStillOff("2026-11-01T10:00:00Z", day(29))).toBe(true);
    expect(isStillOff("2026-11-01T10:00:00Z", day(31))).toBe(false);
  });
  it("is not taken from what nobody wrote", () => {
    expect(isStillOff(null, day(0))).toBe(false);
    expect(isStillOff("soon", day(0))).toBe(false);
  });
});
