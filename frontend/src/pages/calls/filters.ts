// What the list shows stands in the address, so that a link shows the same.

import { useSearchParams } from "react-router";
import { isOutcome, type Outcome } from "~/outcomes/messages";

export const periods = { today: 1, week: 7, month: 30, quarter: 90 } as const;
export type Period = keyof typeof periods | "everything";

const names = ["outcome", "campaign", "phone", "period"] as const;
type Name = (typeof names)[number];

const isPeriod = (text: string | null): text is keyof typeof periods => text !== null && text in periods;

/** The first moment of the day, so many days back: today is the day that began at midnight. */
export function beginOf(days: number, now: Date): string {
  const begin = new Date(now);
  begin.setHours(0, 0, 0, 0);
  begin.setDate(begin.getDate() - (days - 1));
  return begin.toISOString();
}

/** The figures of "any date" reach so many days back. */
export const COUNTED_DAYS = 90;

/** From when figures are asked for a period, and how many days that is. Of an account younger than that, undefined: all. */
export function countedSince(period: Period, accountMade: string, now: Date): { from: string; days: number | undefined } {
  const days = period === "everything" ? COUNTED_DAYS : periods[period];
  const from = beginOf(days, now);
  return { from, days: period === "everything" && accountMade > from ? undefined : days };
}

/** The list of those calls: "/calls?outcome=promise&period=week". */
export function callsHref(shown: { outcome?: string | undefined; campaign?: string | undefined; period?: keyof typeof periods }): string {
  const search = new URLSearchParams(Object.entries(shown).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return `/calls${search.size > 0 ? "?" : ""}${search.toString()}`;
}

export interface Filters {
  outcome: Outcome | undefined;
  campaign: string | undefined;
  phone: string | undefined;
  period: Period;
  /** Something is left out. */
  any: boolean;
  set(name: Name, value: string | undefined): void;
  clear(): void;
  /** "?outcome=promise", to go along with links. */
  address: string;
}

export function useFilters(): Filters {
  const [search, setSearch] = useSearchParams();
  const outcome = search.get("outcome");
  const period = search.get("period");
  const text = search.toString();
  return {
    outcome: isOutcome(outcome) ? outcome : undefined,
    campaign: search.get("campaign") ?? undefined,
    phone: search.get("phone") ?? undefined,
    period: isPeriod(period) ? period : "everything",
    any: names.some((name) => search.has(name)),
    address: text === "" ? "" : `?${text}`,
    set(name, value) {
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          if (value === undefined || value === "") next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      );
    },
    clear: () => setSearch({}, { replace: true }),
  };
}
