import { describe, expect, test } from "vitest";
import { newestOf, takesContacts } from "./openCampaigns";

const made = (id: string, created_at: string) => ({ id, created_at });

describe("campaigns that take contacts", () => {
  test("are those that are not over", () => {
    expect((["draft", "running", "paused"] as const).every((status) => takesContacts({ status }))).toBe(true);
    expect((["done", "cancelled"] as const).some((status) => takesContacts({ status }))).toBe(false);
  });

  test("stand by their age, whatever their state", () => {
    const drafts = [made("d2", "2026-11-20T10:00:00.000Z"), made("d1", "2026-11-01T10:00:00.000Z")];
    const running = [made("r1", "2026-11-10T10:00:00.000Z")];

    expect(newestOf([drafts, running, []])?.map(({ id }) => id)).toEqual(["d2", "r1", "d1"]);
  });

  test("are none before each list is there", () => {
    expect(newestOf([[], undefined, []])).toBeUndefined();
  });
});
