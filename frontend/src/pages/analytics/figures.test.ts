import { describe, expect, it } from "vitest";
import { best, bestHour, everyDay, type Row, weekHours } from "./figures";

describe("everyDay", () => {
  it("leaves no gap and keeps the order, over the turn of a month", () => {
    const got = everyDay([{ key: "2026-11-01", figures: { calls: 3 } } as Row], "2026-11-02", 4);
    expect(got.map(({ day, figures }) => [day, figures.calls ?? 0])).toEqual([
      ["2026-10-30", 0],
      ["2026-10-31", 0],
      ["2026-11-01", 3],
      ["2026-11-02", 0],
    ]);
  });
});

describe("weekHours", () => {
  it("reads day and hour", () => {
    expect(weekHours([{ key: "6T14", figures: { rang: 9, answered: 4 } } as Row])).toEqual([{ weekday: 6, hour: 14, rang: 9, answered: 4 }]);
  });
});

describe("best", () => {
  it("is the highest share of those who talked, and concludes nothing from few", () => {
    const row = (name: string, talked: number, promises: number) => ({ name, figures: { talked, promises } }) as Row;
    expect(best([row("a", 100, 10), row("b", 50, 20), row("c", 2, 2)])?.name).toBe("b");
    expect(best([row("c", 2, 2)])).toBeUndefined();
  });

  it("is nobody where there is nobody to compare with, or nobody promised", () => {
    const row = (talked: number, promises: number) => ({ figures: { talked, promises } }) as Row;
    expect(best([row(100, 10)])).toBeUndefined();
    expect(best([row(100, 10), row(3, 3)])).toBeUndefined();
    expect(best([row(100, 0), row(80, 0)])).toBeUndefined();
  });
});

describe("bestHour", () => {
  const hour = (weekday: number, at: number, rang: number, answered: number) => ({ weekday, hour: at, rang, answered });

  it("is when most of those whose phone rang answer, and concludes nothing from few", () => {
    expect(bestHour([hour(1, 9, 100, 40), hour(5, 18, 60, 45), hour(6, 8, 3, 3)])).toEqual(hour(5, 18, 60, 45));
    expect(bestHour([hour(1, 9, 100, 40), hour(6, 8, 3, 3)])).toBeUndefined();
  });
});
