import { describe, expect, it } from "vitest";
import { best, everyDay, type Row, weekHours } from "./figures";

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
});
