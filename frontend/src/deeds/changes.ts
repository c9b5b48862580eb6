// What a deed changed, in the viewer's words: fields by name, values as the rest of the dashboard writes them. What is not
// known here stays as the API tells it.

import type { Format } from "~/i18n/format";
import type { Translate } from "~/i18n/messages";
import { fieldMessages, valueMessages } from "./changeMessages";

export type Field = keyof typeof fieldMessages.es;
type Value = keyof typeof valueMessages.es;

/** "columns[2].role": role, of the third. */
export function partsOf(path: string): { last: string; place: number | undefined } {
  const last = path.split(".").at(-1) ?? path;
  const place = /\[(\d+)\]/.exec(path)?.[1];
  return { last: last.replace(/\[\d+\]$/, ""), place: place === undefined ? undefined : Number(place) + 1 };
}

export const isField = (name: string): name is Field => Object.hasOwn(fieldMessages.es, name);
const isValue = (text: string): text is Value => Object.hasOwn(valueMessages.es, text);
/** Their values are few and known; of others a text may be anything, also one of those words. */
const ofFewValues: ReadonlySet<string> = new Set(["role", "status", "tier", "kind", "purpose", "language", "duplicates"]);

export function valueOf(name: string, text: string | null | undefined, format: Format, word: Translate<typeof valueMessages.es>): string {
  if (!text) return "—";
  if (isValue(text) && (text === "true" || text === "false" || ofFewValues.has(name))) return word(text);
  if (/_at$|^since$|^until$/.test(name) && !Number.isNaN(Date.parse(text))) return format.dateTime(text);
  if (name.endsWith("_ms") && /^\d+$/.test(text)) return format.duration(Number(text));
  if (name.endsWith("_bytes") && /^\d+$/.test(text)) return format.bytes(Number(text));
  const [, amount, currency] = /^(-?\d+\.\d{6}) ([A-Z]{3})$/.exec(text) ?? [];
  if (amount && currency) return (name.endsWith("per_minute") ? format.rate : format.amount)({ amount, currency } as Parameters<Format["amount"]>[0]);
  return text;
}
