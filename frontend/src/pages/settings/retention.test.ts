import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { retentionChoices } from "./retention";

describe("for how long what was said is kept", () => {
  it("offers the usual lengths and for ever", () => expect(retentionChoices(0)).toEqual([30, 90, 180, 365, 730, 1825, 3650, 0]));
  it("offers the one that holds", () => {
    expect(retentionChoices(45)).toEqual([30, 45, 90, 180, 365, 730, 1825, 3650, 0]);
    expect(retentionChoices(90)).toEqual(retentionChoices(0));
  });
  it("is what the server takes", () => {
    const header = readFileSync(new URL("../../../../domain/include/domain/models/account.h", import.meta.url), "utf8");
    const [, least, most] = /RETENTION_LEAST_DAYS = (\d+), RETENTION_MOST_DAYS = (\d+)/.exec(header) ?? [];
    const lengths = retentionChoices(0).filter((days) => days > 0);
    expect([lengths[0], lengths.at(-1)]).toEqual([Number(least), Number(most)]);
  });
});
