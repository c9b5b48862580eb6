import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kinds, turned } from "./kinds";

const root = new URL("../../../../../", import.meta.url);
const sourceOf = (path: string) => readFileSync(new URL(path, root), "utf8");
const texts = new Map([...sourceOf("domain/src/event.c").matchAll(/\[(EVENT_\w+)\] = "([\w.]+)"/g)].map(([, type, text]) => [type, text]));
const kept = sourceOf("application/src/event_handlers/subscriptions.c").matchAll(/\{ (EVENT_\w+), CONSUMER_NOTIFICATION, keep_notification \}/g);
const named = [...kept].map(([, type]) => texts.get(type));

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
