// The ledger counts in whole millionths of a currency, or in milliseconds of talk. They become decimal text digit by
// digit: no amount is ever a fraction of the machine's.

import type { Amount } from "./format";
import { numberFormat } from "./intl";

export function amountOf(unit: string, units: number): Amount {
  if (unit === "talk_ms") return { talk_ms: units };
  const digits = String(Math.abs(units)).padStart(7, "0");
  const sign = units < 0 ? "-" : "";
  return { amount: `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`, currency: unit };
}

/** What an amount is counted in: a currency, or "talk_ms". */
export const unitOf = (amount: Amount | null | undefined): string =>
  !amount ? "USD" : "talk_ms" in amount ? "talk_ms" : amount.currency;

/** Whole units of an amount, to compare and to draw with; exact up to 2^53. */
export function unitsOf(amount: Amount | null | undefined): number {
  if (!amount) return 0;
  if ("talk_ms" in amount) return amount.talk_ms;
  const [whole = "0", part = ""] = amount.amount.replace("-", "").split(".");
  const units = Number(whole + part.padEnd(6, "0").slice(0, 6));
  return amount.amount.startsWith("-") ? -units : units;
}

/** As sheets and programs read it: "12.500000", or milliseconds. */
export function plainText(amount: Amount | null | undefined): string {
  if (!amount) return "";
  return "talk_ms" in amount ? String(amount.talk_ms) : amount.amount;
}

/** As a person would type it: "12,5", or whole minutes. */
export function written(amount: Amount | null | undefined, decimal = "."): string {
  if (!amount) return "";
  if ("talk_ms" in amount) return String(Math.floor(amount.talk_ms / 60_000));
  return amount.amount.includes(".") ? amount.amount.replace(/\.?0+$/, "").replace(".", decimal) : amount.amount;
}

/** What left one place has come to another. */
export const opposite = (amount: Amount | null | undefined): Amount | undefined =>
  !amount ? undefined : "talk_ms" in amount ? { talk_ms: -amount.talk_ms } : amountOf(amount.currency, -unitsOf(amount));

/** What parts whole from decimal figures, as people of the locale write it. */
export const decimalOf = (locale: string): string => numberFormat(locale).formatToParts(0.5).find(({ type }) => type === "decimal")?.value ?? ".";

/** Figures in threes: "1.250.000", "12 500"; the first may be fewer and begin with no zero. */
const isGrouped = (text: string): boolean => /^[1-9]\d{0,2}([.,]\d{3})+$/.test(text) && new Set(text.replace(/\d/g, "")).size === 1;

const together = (text: string): string => text.replace(/[\s\u00a0\u202f]/g, "");

/** "1.500": the figures of a group, or three decimals? The locale tells; "0.125" and "12.5" are plain by themselves. */
const isOpen = (text: string): boolean => /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);

/** Whole and decimal figures with a point between, as the API takes them: "1.250,50" and "1,250.50" are the same for all,
 *  "1.500" is one thousand and five hundred where people part thousands by a point. Undefined: it is no such number. */
export function plainNumber(text: string, decimal: string): string | undefined {
  const figures = together(text);
  if (/^\d+$/.test(figures)) return figures;
  if (isOpen(figures) ? !figures.includes(decimal) : isGrouped(figures)) return figures.replace(/[.,]/g, "");
  const [, whole = "", sign = "", part = ""] = /^([\d.,]*)([.,])(\d+)$/.exec(figures) ?? [];
  if (part === "" || whole.includes(sign)) return undefined;
  if (/^\d*$/.test(whole)) return `${whole || "0"}.${part}`;
  return isGrouped(whole) ? `${whole.replace(/[.,]/g, "")}.${part}` : undefined;
}

/** A count, from 0 on: "100 000", "100.000". Undefined: it is none. */
export function wholeOf(text: string): number | undefined {
  const figures = together(text);
  const plain = isGrouped(figures) ? figures.replace(/[.,]/g, "") : figures;
  return /^\d{1,12}$/.test(plain) ? Number(plain) : undefined;
}

/** What a person types, with so many decimals at most. Undefined: it is no amount from zero on. */
export function moneyOf(text: string, currency: string, decimal = ".", decimals = 6): Amount | undefined {
  const amount = plainNumber(text, decimal);
  const [whole = "", part = ""] = amount?.split(".") ?? [];
  return amount !== undefined && whole.length <= 9 && part.length <= decimals ? { amount, currency } : undefined;
}

const CENTS = 2;

/** What a person types: "1 250,50" or "1250.5", or whole minutes. Undefined: it is no amount above zero. */
export function typed(text: string, unit: string, decimal = "."): Amount | undefined {
  if (unit === "talk_ms") {
    const minutes = wholeOf(text) ?? 0;
    return minutes > 0 && minutes < 10_000_000 ? { talk_ms: minutes * 60_000 } : undefined;
  }
  const amount = moneyOf(text, unit, decimal, CENTS);
  return unitsOf(amount) > 0 ? amount : undefined;
}

/** It would be cents with a third decimal, or thousands as others part them: "1,500" where the comma is the decimal sign. */
export const isUnclear = (text: string, decimal: string): boolean => {
  const figures = together(text);
  return isOpen(figures) && figures.includes(decimal);
};
