// From the hours that had calls to whole days of a grid: every day, from the first hour of any to the last.

interface Hour {
  weekday?: number;
  hour?: number;
  rang?: number;
  answered?: number;
}
export interface HourCell {
  hour: number;
  rang: number;
  answered: number;
}
export interface HourRows {
  from: number;
  to: number;
  rows: { weekday: number; cells: HourCell[] }[];
}

const OFFICE = { from: 8, to: 18 };
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

export function answerRows(hours: readonly Hour[]): HourRows {
  const tried = hours.filter((hour) => (hour.rang ?? 0) > 0);
  const all = tried.map((hour) => hour.hour ?? 0);
  const from = Math.min(OFFICE.from, ...all);
  const to = Math.max(OFFICE.to, ...all);
  const rows = WEEKDAYS.map((weekday) => ({
    weekday,
    cells: Array.from({ length: to - from + 1 }, (_, i): HourCell => {
      const found = tried.find((hour) => hour.weekday === weekday && hour.hour === from + i);
      return { hour: from + i, rang: found?.rang ?? 0, answered: found?.answered ?? 0 };
    }),
  }));
  return { from, to, rows };
}
