// A plan as its form holds it, and whether it sells below what its calls cost. Whole millionths throughout: no amount is
// ever a fraction of the machine's.

import type { Schemas } from "~/api/client";
import type { Amount } from "~/i18n/format";
import { amountOf, moneyOf, unitsOf, wholeOf, written } from "~/i18n/amounts";

export type Plan = Schemas["plans"];
export type PlanKind = "minutes" | "credits" | "unlimited" | "pay_as_you_go";
export const planKinds: readonly PlanKind[] = ["credits", "pay_as_you_go", "minutes", "unlimited"];
export const tiers = ["starter", "professional", "enterprise"] as const;
export type Currency = "USD" | "EUR" | "COP" | "MXN" | "PEN" | "CLP" | "ARS" | "BRL";
export const currencies: readonly Currency[] = ["USD", "EUR", "COP", "MXN", "PEN", "CLP", "ARS", "BRL"];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MEBI = 1024 * 1024;

/** What stands in the fields. */
export interface Draft {
  code: string;
  name: string;
  tier: string;
  kind: PlanKind;
  currency: Currency;
  /** A minute of talk, in the currency. */
  price: string;
  step: string;
  minimum: string;
  fee: string;
  /** Put in each month: minutes, or money. */
  included: string;
  active: string;
  rows: string;
  upload: string;
  fairUse: string;
}

export const emptyDraft: Draft = {
  code: "",
  name: "",
  tier: "starter",
  kind: "credits",
  currency: "USD",
  price: "",
  step: "6",
  minimum: "6",
  fee: "0",
  included: "0",
  active: "10",
  rows: "100000",
  upload: "20",
  fairUse: "0",
};

const plain = (amount: Amount | null | undefined, decimal: string): string =>
  !amount || "talk_ms" in amount ? "0" : written(amount, decimal);

export function draftOf(plan: Plan, decimal = "."): Draft {
  const perMinute = plan.tariff.per_minute;
  const money = [perMinute, plan.monthly_fee].find((amount) => amount && "currency" in amount);
  const included = plan.included;
  return {
    code: plan.code,
    name: plan.name,
    tier: plan.tier,
    kind: plan.kind,
    currency: money && "currency" in money ? (money.currency as Currency) : "USD",
    price: plain(perMinute, decimal),
    step: String(plan.tariff.step_ms / 1000),
    minimum: String(plan.tariff.minimum_ms / 1000),
    fee: plain(plan.monthly_fee, decimal),
    included: included && "talk_ms" in included ? String(Math.floor(included.talk_ms / MINUTE_MS)) : plain(included, decimal),
    active: String(plan.max_active),
    rows: String(plan.max_rows),
    upload: String(Math.floor(plan.max_upload_bytes / MEBI)),
    fairUse: String(Math.floor(plan.fair_use_ms / HOUR_MS)),
  };
}

export type DraftField = keyof Draft;

/** The fields that say nothing sensible. */
export function wrongFields(draft: Draft, decimal = "."): DraftField[] {
  const wrong: DraftField[] = [];
  const { kind, currency } = draft;
  const money = (field: "price" | "fee" | "included") => moneyOf(draft[field], currency, decimal) ?? wrong.push(field);
  const whole = (field: "step" | "minimum" | "active" | "rows" | "upload" | "fairUse" | "included", least: number) => {
    if ((wholeOf(draft[field]) ?? -1) < least) wrong.push(field);
  };
  if (!/^[a-z0-9_]{1,40}$/.test(draft.code)) wrong.push("code");
  if (draft.name.trim() === "") wrong.push("name");
  if (kind === "credits" || kind === "pay_as_you_go") money("price");
  money("fee");
  if (kind === "minutes") whole("included", 0);
  if (kind === "credits") money("included");
  whole("step", 1);
  whole("minimum", 0);
  whole("active", 1);
  whole("rows", 1);
  whole("upload", 1);
  if (kind === "unlimited") whole("fairUse", 0);
  return wrong;
}

type Terms = Schemas["plans_body"];

/** What is sent; only of a draft without wrong fields. */
export function termsOf(draft: Draft, decimal = "."): Terms {
  const { kind, currency } = draft;
  const money = (text: string): Amount => moneyOf(text, currency, decimal) ?? { amount: "0", currency };
  const whole = (text: string) => wholeOf(text) ?? 0;
  const none: Amount = { amount: "0", currency };
  const perMinute: Amount = kind === "minutes" ? { talk_ms: MINUTE_MS } : kind === "unlimited" ? none : money(draft.price);
  const included: Amount = kind === "minutes" ? { talk_ms: whole(draft.included) * MINUTE_MS } : kind === "credits" ? money(draft.included) : none;
  return {
    code: draft.code,
    name: draft.name.trim(),
    tier: draft.tier,
    kind,
    tariff: { per_minute: perMinute, step_ms: whole(draft.step) * 1000, minimum_ms: whole(draft.minimum) * 1000 },
    monthly_fee: money(draft.fee),
    included,
    max_active: whole(draft.active),
    max_rows: whole(draft.rows),
    max_upload_bytes: whole(draft.upload) * MEBI,
    fair_use_ms: kind === "unlimited" ? whole(draft.fairUse) * HOUR_MS : 0,
  } as Terms;
}

/** What of a plan changes: what nobody touched is not sent, so that nothing is rounded by a form. */
export function changedTerms(plan: Plan, draft: Draft, decimal = "."): Partial<Terms> {
  const before = Object.entries(termsOf(draftOf(plan, decimal), decimal));
  const after = termsOf(draft, decimal) as Record<string, unknown>;
  const changed = before.filter(([name, value]) => JSON.stringify(after[name]) !== JSON.stringify(value)).map(([name]) => name);
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as Partial<Terms>;
}

/** units * up / down in whole units, rounded down. */
const share = (units: number, up: number, down: number): number => Number((BigInt(units) * BigInt(up)) / BigInt(down));

/** What a minute brings, in millionths of the currency. Undefined: no minute has a price. */
export function minutePrice(terms: Terms | Plan): number | undefined {
  const fee = unitsOf(terms.monthly_fee);
  const included = terms.included;
  switch (terms.kind) {
    case "minutes":
      return included && "talk_ms" in included && included.talk_ms > 0 ? share(fee, MINUTE_MS, included.talk_ms) : undefined;
    case "unlimited":
      return terms.fair_use_ms ? share(fee, MINUTE_MS, terms.fair_use_ms) : undefined;
    default:
      return unitsOf(terms.tariff.per_minute);
  }
}

export interface Judgement {
  price?: Amount;
  cost?: Amount;
  margin?: Amount;
  /** Of the price; 0.25: a quarter of it is left. */
  rate?: number;
  /** Undefined: nothing to compare. */
  below?: boolean;
}

/** Does it cover its cost? `cost`: what a minute of its calls costs, measured, in US dollars. */
export function judge(terms: Terms | Plan, cost: Amount | null | undefined): Judgement {
  const price = minutePrice(terms);
  const fee = terms.monthly_fee;
  const perMinute = terms.tariff.per_minute;
  const sold = [perMinute, fee].find((amount) => amount && "currency" in amount);
  const currency = sold && "currency" in sold ? sold.currency : "USD";
  const told: Judgement = {
    ...(price === undefined ? {} : { price: amountOf(currency, price) }),
    ...(cost ? { cost } : {}),
  };
  if (price === undefined || !cost || currency !== "USD") return told;
  const margin = price - unitsOf(cost);
  return { ...told, margin: amountOf("USD", margin), below: margin < 0, ...(price > 0 ? { rate: margin / price } : {}) };
}

/** Measured of its own calls, else of all that were made; undefined: nobody called. */
export function costOf(billing: Schemas["billing"] | undefined, code: string): Amount | undefined {
  const own = billing?.plans?.find((plan) => plan.plan === code)?.cost_per_minute;
  if (own) return own;
  const talk = billing?.talk_ms ?? 0;
  return talk > 0 ? amountOf("USD", share(unitsOf(billing?.cost), MINUTE_MS, talk)) : undefined;
}
