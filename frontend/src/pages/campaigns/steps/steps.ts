// The steps of a campaign: which fields each asks for, what is wrong with them, and the body that saves them. Fields have
// the API's own names and are texts, as they are typed.

import type { Schemas } from "~/api/client";
import { wholeOf } from "~/i18n/amounts";
import { type Campaign } from "../status";

export const steps = ["who", "script", "numbers", "when", "pace", "retries", "budget"] as const;
export type Step = (typeof steps)[number];
/** The last place is no step: the plan of what was said, and the launch. */
export const places = [...steps, "plan"] as const;
export type Place = (typeof places)[number];

export const fieldsOf = {
  who: ["name", "purpose"],
  script: ["script"],
  numbers: ["from_numbers"],
  when: ["window_start", "window_end"],
  pace: ["pacing.starts_per_minute", "pacing.max_active", "max_call_ms"],
  retries: ["retry.max_attempts", "retry.attempts_per_day"],
  budget: ["budget_calls"],
} as const satisfies Record<Step, readonly string[]>;

export type FieldName = (typeof fieldsOf)[Step][number];
export type Values = Record<FieldName, string>;

const MINUTE = 60_000;

/** As the API bounds them; the longest call in minutes. */
const bounds: Partial<Record<FieldName, { least: number; most: number; optional?: true }>> = {
  "pacing.starts_per_minute": { least: 1, most: 6000 },
  "pacing.max_active": { least: 1, most: 10_000 },
  max_call_ms: { least: 1, most: 120 },
  "retry.max_attempts": { least: 1, most: 20 },
  "retry.attempts_per_day": { least: 1, most: 10 },
  budget_calls: { least: 1, most: 100_000_000, optional: true },
};
export const NAME_MOST = 120;

export type Fault =
  | { kind: "noName" | "longName" | "noScript" | "noNumber" | "halfHours" | "emptyHours" }
  | { kind: "range"; least: number; most: number };
export type Faults = Partial<Record<FieldName, Fault>>;

export const numbersOf = (values: Values): string[] => values.from_numbers.split(",").filter((one) => one !== "");

function rangeFault(name: FieldName, text: string): Fault | null {
  const range = bounds[name];
  if (!range || (text.trim() === "" && range.optional)) return null;
  const n = wholeOf(text) ?? Number.NaN;
  return n >= range.least && n <= range.most ? null : { kind: "range", least: range.least, most: range.most };
}

function faultOf(name: FieldName, values: Values): Fault | null {
  const { window_start: from, window_end: to } = values;
  switch (name) {
    case "name":
      if (values.name.trim() === "") return { kind: "noName" };
      return new TextEncoder().encode(values.name.trim()).length > NAME_MOST ? { kind: "longName" } : null;
    case "script":
      return values.script === "" ? { kind: "noScript" } : null;
    case "from_numbers":
      return values.from_numbers === "" ? { kind: "noNumber" } : null;
    case "window_start":
      return from === "" && to !== "" ? { kind: "halfHours" } : null;
    case "window_end":
      if (from !== "" && to === "") return { kind: "halfHours" };
      return from !== "" && from >= to ? { kind: "emptyHours" } : null;
    default:
      return rangeFault(name, values[name]);
  }
}

export function faultsOf(step: Step, values: Values): Faults {
  const faults: Faults = {};
  for (const name of fieldsOf[step]) {
    const fault = faultOf(name, values);
    if (fault) faults[name] = fault;
  }
  return faults;
}

export const isSound = (step: Step, values: Values): boolean => Object.keys(faultsOf(step, values)).length === 0;

/** The step that asks for what the API complains about: "from_numbers[1]" is of the numbers. */
export function stepOf(field: string): Step | undefined {
  return steps.find((step) => fieldsOf[step].some((name) => field === name || field.startsWith(`${name}[`)));
}

/** What the API says of fields, under the fields' own names. */
export function namedFields(fields: Readonly<Record<string, string>>): Partial<Record<FieldName, string>> {
  return Object.fromEntries(Object.entries(fields).map(([field, text]) => [field.replace(/\[.*$/, ""), text]));
}

/** The least is a minute: what a program set lower is shown as one, and kept while nobody writes another. */
const minutesOf = (ms: number): number => Math.max(1, Math.round(ms / MINUTE));

/** The campaign as texts; of none, what the API would take for one that says nothing, with calls of at most 5 minutes. */
export function valuesOf(campaign: Campaign | null): Values {
  const text = (n: number) => String(n);
  return {
    name: campaign?.name ?? "",
    purpose: campaign?.purpose ?? "collection",
    script: campaign?.script ?? "",
    from_numbers: (campaign?.from_numbers ?? []).join(","),
    window_start: campaign?.window_start ?? "",
    window_end: campaign?.window_end ?? "",
    "pacing.starts_per_minute": text(campaign?.pacing?.starts_per_minute ?? 60),
    "pacing.max_active": text(campaign?.pacing?.max_active ?? 10),
    max_call_ms: text(minutesOf(campaign?.max_call_ms ?? 5 * MINUTE)),
    "retry.max_attempts": text(campaign?.retry?.max_attempts ?? 3),
    "retry.attempts_per_day": text(campaign?.retry?.attempts_per_day ?? 1),
    budget_calls: campaign?.budget_calls ? text(campaign.budget_calls) : "",
  };
}

type Change = Schemas["campaigns_change"];

/** The body that saves one step of what is `stored`. Its values are sound. */
export function bodyOf(step: Step, values: Values, stored: Campaign | null = null): Change {
  const whole = (name: FieldName) => wholeOf(values[name]) ?? 0;
  const call = stored?.max_call_ms ?? 0;
  switch (step) {
    case "who":
      return { name: values.name.trim(), purpose: values.purpose as Campaign["purpose"] };
    case "script":
      return { script: values.script || null };
    case "numbers":
      return { from_numbers: numbersOf(values) };
    case "when":
      return { window_start: values.window_start, window_end: values.window_end };
    case "pace":
      return {
        pacing: { starts_per_minute: whole("pacing.starts_per_minute"), max_active: whole("pacing.max_active") },
        max_call_ms: call > 0 && minutesOf(call) === whole("max_call_ms") ? call : whole("max_call_ms") * MINUTE,
      };
    case "retries":
      return { retry: { max_attempts: whole("retry.max_attempts"), attempts_per_day: whole("retry.attempts_per_day") } };
    case "budget":
      return { budget_calls: values.budget_calls.trim() === "" ? null : whole("budget_calls") };
  }
}

export function newBody(values: Values): Change & { name: string } {
  return Object.assign({ name: values.name.trim() }, ...steps.map((step) => bodyOf(step, values))) as Change & { name: string };
}
