import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kinds, turned } from "./kinds";

const source = readFileSync(new URL("../../../../../domain/src/models/notification.c", import.meta.url), "utf8");
const named = [...source.matchAll(/type == EVENT_([A-Z]+)_([A-Z_]+)/g)].map(([, what, happened]) => `${what}.${happened}`.toLowerCase());

describe("the kinds of notices", () => {
  it("are those that the server tells", () => {
    expect(named.length).toBeGreaterThan(3);
    expect([...kinds].sort()).toEqual(named.sort());
  });
  it("are turned on and off one by one", () => {
    expect(turned(["wallet.low", "later.one"], "campaign.done", true)).toEqual(["wallet.low", "later.one", "campaign.done"]);
    expect(turned(["wallet.low", "later.one"], "wallet.low", false)).toEqual(["later.one"]);
    expect(turned(["wallet.low"], "wallet.low", true)).toEqual(["wallet.low"]);
  });
});
