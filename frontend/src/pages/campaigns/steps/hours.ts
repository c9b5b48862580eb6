// The hours of a week in few words: days that follow each other and have the same hours stand together.

import type { Schemas } from "~/api/client";

type Country = Schemas["calling_hours"]["countries"][number];

export interface SameHours {
  /** 1 = Monday. */
  first: number;
  last: number;
  /** In order: "07:00" to "12:00", "14:00" to "19:00". */
  spans: { start: string; end: string }[];
}

export function weekOf(days: Country["days"]): SameHours[] {
  const week: SameHours[] = [];
  for (let day = 1; day <= 7; day++) {
    const spans = days.filter(({ weekday }) => weekday === day).map(({ start, end }) => ({ start, end }));
    const before = week.at(-1);
    if (spans.length === 0) continue;
    if (before?.last === day - 1 && JSON.stringify(before.spans) === JSON.stringify(spans)) before.last = day;
    else week.push({ first: day, last: day, spans });
  }
  return week;
}
