// The ledger counts in whole millionths of a currency, or in milliseconds of talk. They become decimal text digit by
// digit: no amount is ever a fraction of the machine's.

import type { Amount } from "./format";

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

/** As a person would type it: "12.5", or whole minutes. */
export function written(amount: Amount | null | undefined): string {
  if (!amount) return "";
  if ("talk_ms" in amount) return String(Math.floor(amount.talk_ms / 60_000));
  return amount.amount.includes(".") ? amount.amount.replace(/\.?0+$/, "") : amount.amount;
}

/** What left one place has come to another. */
export const opposite = (amount: Amount | null | undefined): Amount | undefined =>
  !amount ? undefined : "talk_ms" in amount ? { talk_ms: -amount.talk_ms } : amountOf(amount.currency, -unitsOf(amount));

/** What a person types: "1 250,50" or "1250.5". Undefined: it is no amount above zero. */
export function typed(text: string, currency: string): Amount | undefined {
  const plain = text.trim().replace(/[\s ]/g, "").replace(",", ".");
  if (currency === "talk_ms") return /^[1-9]\d{0,6}$/.test(plain) ? { talk_ms: Number(plain) * 60_000 } : undefined;
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain) || /^[0.]+$/.test(plain)) return undefined;
  return { amount: plain, currency };
}
