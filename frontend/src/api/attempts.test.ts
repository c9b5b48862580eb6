import { beforeEach, describe, expect, it } from "vitest";
import { Attempts, holds } from "./attempts";

const topUp = { method: "POST", url: "http://x/api/v1/wallet/top-ups", body: '{"amount":"50"}', page: "/billing" };
const pause = { method: "POST", url: "http://x/api/v1/campaigns/cmp_1/pause", body: "", page: "/campaigns/cmp_1" };
let now: number;
let n: number;
let attempts: Attempts;

beforeEach(() => {
  now = 1000;
  n = 0;
  attempts = new Attempts(
    () => now,
    () => `key${n++}`,
  );
});

describe("Attempts", () => {
  it("goes under the same key again when its answer was lost", () => {
    attempts.lost(attempts.begin(topUp));
    expect(attempts.begin(topUp)).toMatchObject({ key: "key0", isAgain: true });
  });

  it("goes under another key once it was done, or refused", () => {
    attempts.done(attempts.begin(topUp));
    expect(attempts.begin(topUp)).toMatchObject({ key: "key1", isAgain: false });
    attempts.refused(attempts.begin(topUp));
    expect(attempts.begin(topUp)).toMatchObject({ isAgain: false });
  });

  it("keeps its key through any number of lost answers", () => {
    for (let i = 0; i < 3; i++) attempts.lost(attempts.begin(topUp));
    expect(attempts.begin(topUp).key).toBe("key0");
  });

  it("is another wish with another amount, on another page, and much later", () => {
    attempts.lost(attempts.begin(topUp));
    expect(attempts.begin({ ...topUp, body: '{"amount":"60"}' }).isAgain).toBe(false);
    expect(attempts.begin({ ...topUp, page: "/" }).isAgain).toBe(false);
    now += 11 * 60_000;
    expect(attempts.begin(topUp).isAgain).toBe(false);
  });

  it("is one wish while it is under way, and another after that", () => {
    const first = attempts.begin(topUp);
    expect(attempts.begin(topUp)).toBe(first);
    expect(attempts.begin({ ...topUp, body: '{"amount":"60"}' })).not.toBe(first);
    attempts.done(first);
    attempts.done(first); // the second press hears of it too
    expect(attempts.begin(topUp)).not.toBe(first);
  });

  it("is no part of what was called off", () => {
    const off = new AbortController();
    const first = attempts.begin(topUp, off.signal);
    off.abort();
    const second = attempts.begin(topUp);
    expect(second).not.toBe(first);
    attempts.lost(first);
    expect(attempts.begin(topUp)).toBe(second);
  });

  it("is meant anew after something else was done to the same thing", () => {
    attempts.lost(attempts.begin(pause));
    attempts.lost(attempts.begin({ ...pause, url: "http://x/api/v1/campaigns/cmp_2/pause" }));
    attempts.done(attempts.begin({ ...pause, url: "http://x/api/v1/campaigns/cmp_1/resume" }));
    expect(attempts.begin(pause).isAgain).toBe(false);
    expect(attempts.begin({ ...pause, url: "http://x/api/v1/campaigns/cmp_2/pause" }).isAgain).toBe(true);
  });
});

describe("holds", () => {
  it("looks at the fields that a change names and at no others", () => {
    const record = { name: "A", version: 4, retry: { max_attempts: 3, per_day: 1 }, numbers: ["+571", "+572"] };
    expect(holds(record, { name: "A", retry: { max_attempts: 3 }, numbers: ["+571", "+572"] })).toBe(true);
    expect(holds(record, { name: "B" })).toBe(false);
    expect(holds(record, { retry: { max_attempts: 2 } })).toBe(false);
    expect(holds(record, { numbers: ["+571"] })).toBe(false);
    expect(holds(record, { gone: null })).toBe(false);
  });
});
