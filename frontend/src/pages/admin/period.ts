// The time that is looked at: a choice that stays in the address, as instants. Months are the viewer's.

export const periods = ["7", "30", "90", "month", "last", "own"] as const;
export type Period = (typeof periods)[number];

export interface Range {
  period: Period;
  from: string;
  /** Not any more; absent: until now. */
  until?: string;
  /** Of an own range, as the fields show them. */
  first?: string;
  last?: string;
}

const DAY_MS = 86_400_000;
const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Midnight of "2026-11-05", plus days, where the viewer is. */
function midnight(day: string, plus = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + plus);
}

/** "2026-11-05" where the viewer is. */
export function dayOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function rangeOf(search: URLSearchParams, now: number): Range {
  const today = new Date(now);
  const month = (plus: number) => new Date(today.getFullYear(), today.getMonth() + plus, 1).toISOString();
  const period = periods.find((known) => known === search.get("period")) ?? "30";
  switch (period) {
    case "month":
      return { period, from: month(0) };
    case "last":
      return { period, from: month(-1), until: month(0) };
    case "own": {
      const last = search.get("last");
      const end = isDay(last) ? last : dayOf(today);
      const first = search.get("first");
      const begin = isDay(first) && first <= end ? first : end;
      return { period, from: midnight(begin).toISOString(), until: midnight(end, 1).toISOString(), first: begin, last: end };
    }
    default:
      return { period, from: new Date(now - Number(period) * DAY_MS).toISOString() };
  }
}
