// A statement for each month: what was there, what came in, what calls took, what was left. Told backwards from the balance
// of now, so that each month ends where the next begins; whole millionths throughout.

import type { Amount } from "~/i18n/format";
import { amountOf, unitsOf } from "~/i18n/amounts";

export interface Movement {
  kind?: string | null;
  at?: string | null;
  /** What each gained or lost, in whole units. */
  available?: number;
  held?: number;
  debt?: number;
}
export interface DayOfCalls {
  /** "2026-11-25", as the account's days are. */
  day: string;
  calls: number;
  talkMs: number;
  /** What they were charged, in whole units. */
  charged: number;
}
export interface Statement {
  /** "2026-11" */
  month: string;
  opening: number;
  funded: number;
  adjusted: number;
  refunded: number;
  charged: number;
  calls: number;
  talkMs: number;
  closing: number;
}

/** The last months up to that one, newest first: "2026-11", "2026-10" … */
export function monthsUpTo(last: string, count: number): string[] {
  const [year = 0, month = 1] = last.split("-").map(Number);
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(year, month - 1 - i, 1)).toISOString().slice(0, 7));
}

/** "2026-11" of a moment, where the account is. */
export function monthIn(timeZone: string | undefined, at: string): string {
  return new Intl.DateTimeFormat("en-CA", { ...(timeZone ? { timeZone } : {}) }).format(new Date(at)).slice(0, 7);
}

const gained = ({ available = 0, held = 0, debt = 0 }: Movement): number => available + held - debt;
const sum = (numbers: number[]): number => numbers.reduce((all, n) => all + n, 0);

/** `balance`: of now, what is held for calls included. Months before the first movement are left out. */
export function statementsOf(
  months: readonly string[],
  balance: number,
  movements: readonly (Movement & { month: string })[],
  days: readonly DayOfCalls[],
): Statement[] {
  let closing = balance;
  const told = months.map((month): Statement => {
    const own = movements.filter((one) => one.month === month);
    const of = (kind: string) => sum(own.filter((one) => one.kind === kind).map(gained));
    const calls = days.filter(({ day }) => day.startsWith(month));
    const charged = sum(calls.map((one) => one.charged));
    const statement = {
      month,
      funded: of("fund"),
      adjusted: of("adjust"),
      refunded: of("refund"),
      charged,
      calls: sum(calls.map((one) => one.calls)),
      talkMs: sum(calls.map((one) => one.talkMs)),
      closing,
      opening: 0,
    };
    statement.opening = closing - statement.funded - statement.adjusted - statement.refunded + charged;
    closing = statement.opening;
    return statement;
  });
  const first = told.findLastIndex((one) => one.calls > 0 || one.funded !== 0 || one.adjusted !== 0 || one.refunded !== 0 || one.opening !== 0);
  return told.slice(0, first + 1);
}

/** Available and held, less what is owed. */
export const balanceOf = (wallet: { available?: Amount | null; held?: Amount | null; debt?: Amount | null }): number =>
  unitsOf(wallet.available) + unitsOf(wallet.held) - unitsOf(wallet.debt);

export const inUnit = (unit: string, units: number): Amount => amountOf(unit, units);
