import { describe, expect, it } from "vitest";
import { type Entry, kindOf } from "./entry";

const usd = (amount: string) => ({ amount, currency: "USD" });
const line = (kind: Entry["kind"], spent: Entry["spent"]) => ({ kind, spent }) as Entry;

describe("what a line is called", () => {
  it("is no charge when a call ended without one", () => expect(kindOf(line("settle", usd("0.000000")))).toBe("free"));
  it("is a charge down to the last unit", () => expect(kindOf(line("settle", usd("0.000001")))).toBe("settle"));
  it("is a charge in minutes too", () => expect(kindOf(line("settle", { talk_ms: 6000 }))).toBe("settle"));
  it("is what it is otherwise, whatever was spent", () => expect(kindOf(line("hold", usd("0.000000")))).toBe("hold"));
});
