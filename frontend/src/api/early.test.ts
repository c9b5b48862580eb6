import { beforeEach, describe, expect, it, vi } from "vitest";
import { openTab } from "./testing/tab";

describe("whose session was here last", () => {
  let early: typeof import("./early");
  const kept = () => early.lastKnown();

  beforeEach(async () => {
    openTab();
    vi.resetModules();
    early = await import("./early");
  });

  it("is nobody's at first, and after the end of a session", () => {
    expect(kept()).toBeNull();
    early.keepKnown({ role: "owner", operates: false });
    early.keepKnown(null);
    expect(kept()).toBeNull();
  });

  it.each([
    { role: "owner", operates: false },
    { role: "viewer", operates: true },
  ])("is kept with what they may: %o", (known) => {
    early.keepKnown(known);
    expect(kept()).toEqual(known);
  });

  it("may have been kept before operators were told apart", () => {
    localStorage.setItem("signed-in", "admin");
    expect(kept()).toEqual({ role: "admin", operates: false });
  });
});
