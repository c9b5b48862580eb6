import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allEvents, inOrder, kept } from "./events";

const source = readFileSync(new URL("../../../../../domain/src/models/webhook_endpoint.c", import.meta.url), "utf8");
const told = /told\[\] = \{([^}]*)\}/.exec(source)?.[1] ?? "";
const names = [...told.matchAll(/EVENT_([A-Z]+)_([A-Z_]+)/g)].map(([, what, happened]) => `${what}.${happened}`.toLowerCase());

describe("the events of webhooks", () => {
  it("are those that the server tells", () => {
    expect(names.length).toBeGreaterThan(10);
    expect([...allEvents].sort()).toEqual(names.sort());
  });
  it("are kept in one order", () => {
    expect(inOrder(new Set(["export.ready", "batch.failed", "nothing"]))).toEqual(["batch.failed", "export.ready"]);
  });
  it("are none when all are wanted", () => {
    expect(kept(true, new Set(["batch.failed"]))).toEqual([]);
    expect(kept(false, new Set(["batch.failed"]))).toEqual(["batch.failed"]);
  });
});
