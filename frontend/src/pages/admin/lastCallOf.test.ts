import { describe, expect, it } from "vitest";
import { lastCallOf } from "./lastCallOf";

const now = Date.parse("2026-11-27T14:38:00Z");
const at = (last_call_at: string | null, active_calls = 0) => lastCallOf({ last_call_at, active_calls }, now);

describe("an account's last call", () => {
  it("is now while it calls, whatever quarter of an hour that is", () => expect(at("2026-11-27T14:15:00Z", 2)).toBe("now"));
  it("is not told finer than it is known", () => expect(at("2026-11-27T14:30:00Z")).toBe("recent"));
  it("is so long ago", () => expect(at("2026-11-27T14:15:00Z")).toBe("past"));
  it("was none", () => expect(at(null)).toBe("never"));
});
