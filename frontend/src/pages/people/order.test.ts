import { describe, expect, it } from "vitest";
import type { Schemas } from "~/api/client";
import { inOrder } from "./order";

type Entry = Schemas["timeline_entry"];
const at = (s: number) => `2026-11-25T10:00:${String(s).padStart(2, "0")}Z`;
const entry = (kind: Entry["kind"], s: number, call?: string): Entry =>
  ({ kind, at: at(s), call: call ?? null }) as Entry;

describe("inOrder", () => {
  it("keeps the order of time", () => {
    const entries = [entry("imported", 0), entry("dialed", 1, "a"), entry("ended", 5, "a"), entry("dialed", 9, "b")];
    expect(inOrder(entries)).toEqual(entries);
  });
  it("puts the end of a call before its charge, when the provider's clock goes ahead", () => {
    const entries = [entry("dialed", 1, "a"), entry("settled", 2, "a"), entry("finished", 2), entry("ended", 5, "a"), entry("promised", 5, "a")];
    expect(inOrder(entries).map(({ kind }) => kind)).toEqual(["dialed", "ended", "promised", "settled", "finished"]);
  });
  it("leaves other calls where they are", () => {
    const entries = [entry("settled", 2, "a"), entry("dialed", 3, "b"), entry("ended", 5, "b")];
    expect(inOrder(entries)).toEqual(entries);
  });
});
