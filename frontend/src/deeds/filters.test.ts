import { describe, expect, it } from "vitest";
import { askedOf, beginOfDay } from "./filters";

const asked = (text: string) => askedOf(new URLSearchParams(text));

describe("what a log is asked for", () => {
  it("is what stands in the address", () => {
    expect(asked("type=campaign.launched&actor=usr_1")).toEqual({ type: "campaign.launched", actor: "usr_1" });
  });

  it("takes both days whole, as they are here", () => {
    expect(asked("from=2026-10-01&to=2026-10-01")).toEqual({
      "created_at[gte]": beginOfDay("2026-10-01"),
      "created_at[lt]": beginOfDay("2026-10-02"),
    });
    expect(beginOfDay("2026-12-31", 1)).toBe(beginOfDay("2027-01-01"));
  });

  it("leaves out what nobody can mean", () => {
    expect(asked("type=key&from=ayer&to=2026-99-99")).toEqual({});
    expect(asked("")).toEqual({});
  });
});
