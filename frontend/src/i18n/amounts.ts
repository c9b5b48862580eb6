// The ledger counts in whole millionths of a currency, or in milliseconds of talk. They become decimal text digit by
// digit: no amount is ever a fraction of the machine's.

import type { Amount } from "./format";

export function amountOf(unit: string, units: number): Amount {
  if (unit === "talk_ms") return { talk_ms: units };
  const digits = String(Math.abs(units)).padStart(7, "0");
  const sign = units < 0 ? "-" : "";
  return { amount: `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`, currency: unit };
}

/** Whole units of an amount, to compare and to draw with; exact up to 2^53. */
export function unitsOf(amount: Amount | null | undefined): number {
  if (!amount) return 0;
  if ("talk_ms" in amount) return amount.talk_ms;
  const [whole = "0", part = ""] = amount.amount.replace("-", "").split(".");
  const units = Number(whole + part.padEnd(6, "0").slice(0, 6));
  return amount.amount.startsWith("-") ? -units : units;
}

/** What a person types: "1 250,50" or "1250.5". Undefined: it is no amount above zero. */
export function typed(text: string, currency: string): Amount | undefined {
  const plain = text.trim().replace(/[\s ]/g, "").replace(",", ".");
  if (currency === "talk_ms") return /^[1-9]\d{0,6}$/.test(plain) ? { talk_ms: Number(plain) * 60_000 } : undefined;
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain) || /^[0.]+$/.test(plain)) return undefined;
  return { amount: plain, currency };
}
