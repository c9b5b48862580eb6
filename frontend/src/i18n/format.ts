// Numbers, money and times as the viewer's locale writes them. Amounts stay the API's decimal text: they are cut into
// digits by Intl and never pass through a floating-point number.

import { serverNow } from "~/api/clock";
import { dateTimeFormat, listFormat, numberFormat, relativeTimeFormat } from "./intl";

export type Amount = { amount: string; currency: string } | { talk_ms: number };

const MINUTE = 60_000;
/** The server's clock is known to the second. */
const CLOCKS_DIFFER = 2_000;
const HOUR = 3_600_000;
const PLAIN_DAY = /^\d{4}-\d\d-\d\d$/;
const MEBI = 1024 * 1024; // as file managers count

export interface Format {
  number(n: number): string;
  /** 0.62 -> "62 %"; of nothing: "—" */
  percent(part: number, whole: number): string;
  /** Money to the cent, or talk time. */
  amount(a: Amount | null | undefined): string;
  /** The same with every micro-unit, for titles. */
  exactAmount(a: Amount | null | undefined): string;
  /** A price or a cost of one minute: digits below each other in a column. */
  rate(a: Amount | null | undefined): string;
  /** The number alone: what people promise is in the sheet's own currency, which no sheet tells. */
  figure(a: Amount | null | undefined): string;
  /** "1 h 12 min", "4 min 05 s", "12 s" */
  duration(ms: number): string;
  /** "1:12", running */
  clock(ms: number): string;
  time(iso: string): string;
  /** Of a moment, or of a plain day ("2026-11-26"), which is the same day wherever it is read; so the next two. */
  date(iso: string): string;
  /** "26 nov" */
  day(iso: string): string;
  dateTime(iso: string): string;
  weekday(iso: string): string;
  /** "hace 3 min", "en 2 h" */
  since(iso: string, now?: number): string;
  list(items: string[]): string;
  bytes(n: number): string;
}

/** 125.5 of "USD" with that many digits, without float: Intl takes decimal text. */
function money(locale: string, a: { amount: string; currency: string }, digits: { min: number; max: number }): string {
  const format = numberFormat(locale, {
    style: "currency",
    currency: a.currency,
    currencyDisplay: "symbol",
    minimumFractionDigits: digits.min,
    maximumFractionDigits: digits.max,
  });
  return signed(format.format(a.amount as Intl.StringNumericLiteral));
}

/** With the sign of mathematics, after which no line breaks; what is rounded to nothing has none. */
const signed = (text: string): string => text.replace("-", /[1-9]/.test(text) ? "\u2212" : "");

function duration(locale: string, ms: number): string {
  const unit = (n: number, name: string) =>
    numberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(n).replaceAll(" ", "\u00a0"); // no line ends between them
  const s = Math.round(ms / 1000);
  if (s < 60) return unit(s, "second");
  if (s < 3600) {
    const rest = s % 60;
    return rest === 0 ? unit(Math.floor(s / 60), "minute") : `${unit(Math.floor(s / 60), "minute")} ${unit(rest, "second")}`;
  }
  const minutes = Math.round(ms / MINUTE);
  return minutes % 60 === 0
    ? unit(minutes / 60, "hour")
    : `${unit(Math.floor(minutes / 60), "hour")} ${unit(minutes % 60, "minute")}`;
}

function clock(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const head = s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}` : `${Math.floor(s / 60)}`;
  return `${head}:${two(s % 60)}`;
}

function since(locale: string, iso: string, now: number): string {
  const relative = relativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const ms = Date.parse(iso) - now;
  const size = Math.abs(ms);
  if (size < CLOCKS_DIFFER) return relative.format(0, "second");
  if (size < MINUTE) return relative.format(Math.round(ms / 1000), "second");
  if (size < HOUR) return relative.format(Math.round(ms / MINUTE), "minute");
  if (size < 24 * HOUR) return relative.format(Math.round(ms / HOUR), "hour");
  return relative.format(Math.round(ms / (24 * HOUR)), "day");
}

/** Made when it is first needed: no page needs all that write. */
function later<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

export function formatFor(locale: string, timeZone?: string): Format {
  const numbers = later(() => numberFormat(locale));
  const percents = later(() => numberFormat(locale, { style: "percent", maximumFractionDigits: 0 }));
  const at = (options: Intl.DateTimeFormatOptions) => {
    const moments = later(() => dateTimeFormat(locale, { timeZone, ...options }));
    const plain = later(() => dateTimeFormat(locale, { ...options, timeZone: "UTC" })); // a plain day begins at Greenwich
    return (iso: string) => (PLAIN_DAY.test(iso) ? plain : moments)().format(new Date(iso));
  };
  const times = at({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const dates = at({ day: "numeric", month: "short", year: "numeric" });
  const days = at({ day: "numeric", month: "short" });
  const both = at({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const weekdays = at({ weekday: "short" });
  const lists = later(() => listFormat(locale, { type: "conjunction" }));
  const size = (n: number, unit: string) =>
    numberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(n);
  const show = (a: Amount | null | undefined, digits: { min: number; max: number }) => {
    if (a === null || a === undefined) return "—";
    return "talk_ms" in a ? duration(locale, a.talk_ms) : money(locale, a, digits);
  };
  return {
    number: (n) => numbers().format(n),
    percent: (part, whole) => (whole > 0 ? signed(percents().format(part / whole)) : "—"),
    amount: (a) => show(a, { min: 2, max: 2 }),
    figure: (a) =>
      !a || "talk_ms" in a ? "—" : numberFormat(locale, { maximumFractionDigits: 2 }).format(a.amount as Intl.StringNumericLiteral),
    exactAmount: (a) => show(a, { min: 2, max: 6 }),
    rate: (a) => show(a, { min: 4, max: 6 }),
    duration: (ms) => duration(locale, ms),
    clock,
    time: times,
    date: dates,
    day: days,
    dateTime: both,
    weekday: weekdays,
    since: (iso, now = serverNow()) => since(locale, iso, now),
    list: (items) => lists().format(items),
    bytes: (n) => (n < MEBI ? size(Math.ceil(n / 1024), "kilobyte") : size(n / MEBI, "megabyte")),
  };
}
