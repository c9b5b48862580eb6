import { describe, expect, test } from "vitest";
import { weekOf } from "./hours";

const day = (weekday: number, start = "07:00", end = "19:00") => ({ weekday, start, end });

describe("the hours of a week", () => {
  test("of days alike stand together", () => {
    expect(weekOf([day(1), day(2), day(3), day(4), day(5), day(6, "08:00", "15:00")])).toEqual([
      { first: 1, last: 5, spans: [{ start: "07:00", end: "19:00" }] },
      { first: 6, last: 6, spans: [{ start: "08:00", end: "15:00" }] },
    ]);
  });

  test("are parted by a day without any", () => {
    expect(weekOf([day(1), day(3)]).map(({ first, last }) => [first, last])).toEqual([
      [1, 1],
      [3, 3],
    ]);
  });

  test("keep the spans of a day in order", () => {
    const spans = [
      { start: "09:00", end: "13:00" },
      { start: "16:00", end: "20:00" },
    ];
    expect(weekOf([1, 2].flatMap((weekday) => spans.map((span) => ({ weekday, ...span }))))).toEqual([{ first: 1, last: 2, spans }]);
  });

  test("may be none", () => {
    expect(weekOf([])).toEqual([]);
  });
});
