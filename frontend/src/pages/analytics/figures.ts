import type { Schemas } from "~/api/client";

export type Figures = Schemas["call_figures"];
export type Row = Schemas["call_analytics_row"];

export const periods = { week: 7, month: 30, quarter: 90 } as const;
export type Period = keyof typeof periods;
export const isPeriod = (text: string | null): text is Period => text !== null && text in periods;

/** Every day of the period, those without calls as well: a gap is a fact. Days are the account's, "2026-11-25". */
export function everyDay(rows: readonly Row[], lastDay: string, days: number): { day: string; figures: Partial<Figures> }[] {
  const found = new Map(rows.map((row) => [row.key ?? "", row.figures]));
  const last = Date.parse(`${lastDay}T00:00:00Z`);
  return Array.from({ length: days }, (_, i) => {
    const day = new Date(last - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10);
    return { day, figures: found.get(day) ?? {} };
  });
}

/** "1T09" -> Monday, 9 o'clock. */
export function weekHours(rows: readonly Row[]): Schemas["week_hour"][] {
  return rows.flatMap((row) => {
    const [weekday, hour] = (row.key ?? "").split("T").map(Number);
    if (weekday === undefined || hour === undefined) return [];
    return [{ weekday, hour, rang: row.figures.rang, answered: row.figures.answered }];
  });
}

/** The highest rate among several; one alone is compared with nothing. */
function highest<T>(all: T[], rate: (one: T) => number): T | undefined {
  const [first] = [...all].sort((a, b) => rate(b) - rate(a));
  return all.length > 1 && first !== undefined && rate(first) > 0 ? first : undefined;
}

/** Who brings most promises of those who talked; of few talks nothing is concluded. */
export const best = (rows: readonly Row[], least = 20): Row | undefined =>
  highest(rows.filter((row) => row.figures.talked >= least), (row) => row.figures.promises / row.figures.talked);

/** The hour of the week at which most answer, of those in which enough phones rang. */
export const bestHour = (hours: readonly Schemas["week_hour"][], least = 20): Schemas["week_hour"] | undefined =>
  highest(hours.filter((hour) => hour.rang >= least), (hour) => hour.answered / hour.rang);
