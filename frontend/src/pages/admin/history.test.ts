import { expect, test } from "vitest";
import type { System } from "./concerns";
import { figuresOf, POINTS_MOST, remember } from "./history";

const at = (second: number, behind: number) =>
  ({
    at: `2026-01-01T00:00:${String(second).padStart(2, "0")}Z`,
    webhooks_waiting: behind,
    consumers: [{ consumer: "billing" as const, behind }],
    connections: [
      { connection: "con_1", active: 3 },
      { connection: "con_2", active: 4 },
    ],
    last_hour: {},
    jobs: [],
    traffic: {},
    recent_traffic: {},
  }) as unknown as System;

test("each answer is a point of every figure", () => {
  const first = remember(undefined, at(1, 5));
  const second = remember(first, at(2, 7));
  expect(second.series["webhooks"]).toEqual([5, 7]);
  expect(second.series["c_billing"]).toEqual([5, 7]);
  expect(second.series["active"]).toEqual([7, 7]);
  expect(second.since).toBe("2026-01-01T00:00:01Z");
});

test("the same answer is one point, however often it is drawn", () => {
  const first = remember(undefined, at(1, 5));
  expect(remember(first, at(1, 5))).toBe(first);
});

test("the oldest points are dropped", () => {
  let history = remember(undefined, at(0, 0));
  for (let i = 1; i <= POINTS_MOST + 5; i++) history = remember(history, { ...at(0, i), at: String(i) });
  expect(history.series["webhooks"]).toHaveLength(POINTS_MOST);
  expect(history.series["webhooks"]?.at(-1)).toBe(POINTS_MOST + 5);
});

test("a consumer that nobody hears from counts as nothing", () => {
  const consumers: System["consumers"] = [{ consumer: "billing", behind: null, dead: null }];
  expect(figuresOf({ ...at(1, 5), consumers })["c_billing"]).toBe(0);
});
