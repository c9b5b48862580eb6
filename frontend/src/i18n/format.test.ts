import { describe, expect, it } from "vitest";
import { formatFor } from "./format";

const es = formatFor("es-CO", "America/Bogota");
const en = formatFor("en-US", "America/Bogota");
const plain = (s: string) => s.replace(/[\u00a0\u202f]/g, " ");

describe("format", () => {
  it("writes money to the cent and every micro-unit on demand", () => {
    expect(plain(es.amount({ amount: "1284.5", currency: "USD" }))).toBe("US$ 1.284,50");
    expect(en.amount({ amount: "1284.5", currency: "USD" })).toBe("$1,284.50");
    expect(en.exactAmount({ amount: "0.123456", currency: "USD" })).toBe("$0.123456");
  });

  it("writes what was promised without a currency that nobody told", () => {
    expect(es.figure({ amount: "9420000.50", currency: "USD" })).toBe("9.420.000,5");
  });

  it("writes what is below zero with a minus, and nothing without a sign", () => {
    expect(plain(es.amount({ amount: "-0.60", currency: "USD" }))).toBe("\u2212US$ 0,60");
    expect(en.amount({ amount: "-0.004", currency: "USD" })).toBe("$0.00");
    expect(plain(es.percent(-1, 1000))).toBe("0%");
    expect(plain(en.percent(-1, 4))).toBe("\u221225%");
  });

  it("writes rates with digits enough to stand below each other", () => {
    expect(en.rate({ amount: "0.12", currency: "USD" })).toBe("$0.1200");
    expect(en.rate({ amount: "-0.012746", currency: "USD" })).toBe("\u2212$0.012746");
  });

  it("keeps digits that a floating-point number would lose", () => {
    expect(en.exactAmount({ amount: "9007199254740993.000001", currency: "USD" })).toBe("$9,007,199,254,740,993.000001");
  });

  it("writes talk time", () => {
    expect(plain(es.amount({ talk_ms: 4_320_000 }))).toBe("1 h 12 min");
    expect(plain(en.duration(245_000))).toBe("4 min 5 sec");
    expect(es.duration(6_000)).toBe("6\u00a0s");
    expect(plain(es.duration(3_599_700))).toBe("1 h");
    expect(es.clock(72_000)).toBe("1:12");
    expect(es.clock(3_672_000)).toBe("1:01:12");
  });

  it("tells nothing of nothing", () => {
    expect(es.percent(1, 0)).toBe("—");
    expect(es.amount(null)).toBe("—");
  });

  it("writes a plain day as that day, wherever it is read", () => {
    for (const zone of ["America/Bogota", "Pacific/Kiritimati", "Etc/GMT+12"]) {
      const there = formatFor("en-US", zone);
      expect(there.date("2026-11-25")).toBe("Nov 25, 2026");
      expect(there.day("2026-11-25")).toBe("Nov 25");
      expect(there.weekday("2026-11-25")).toBe("Wed");
    }
    expect(en.day("2026-11-26T03:00:00Z")).toBe("Nov 25");
  });

  it("shows times in the zone that was asked for", () => {
    expect(es.time("2026-11-25T15:05:00Z")).toBe("10:05");
    expect(plain(es.since("2026-11-25T15:00:00Z", Date.parse("2026-11-25T15:03:00Z")))).toBe("hace 3 min");
  });
});
