// Every sentence stands twice, Spanish and English, side by side in the module that says it. A key that one of
// them lacks, or a {name} that only one of them has, is a type error: the build fails.

import type { ReactNode } from "react";
import { numberFormat, pluralRules } from "./intl";

export type Language = "es" | "en";

/** A sentence, or its forms by the number {n}: "1 llamada", "2 llamadas". */
export type Sentence = string | { readonly one: string; readonly other: string };
export type Dictionary = { readonly [key: string]: Sentence };

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<S> = S extends string ? Names<S> : S extends { one: string; other: infer O extends string } ? Names<O> | "n" : never;

/** The same keys, and in each sentence the same {names}. */
type Translated<Es extends Dictionary, En extends Dictionary> = {
  [K in keyof Es]: K extends keyof En
    ? [NamesOf<Es[K]>, NamesOf<En[K]>] extends [NamesOf<En[K]>, NamesOf<Es[K]>]
      ? En[K]
      : { error: "its {names} differ from the Spanish"; names: NamesOf<Es[K]> }
    : { error: "has no English" };
} & { [K in Exclude<keyof En, keyof Es>]: { error: "has no Spanish" } };

export interface Messages<Es extends Dictionary = Dictionary> {
  readonly es: Es;
  readonly en: { readonly [K in keyof Es]: Sentence };
}

export function messages<const Es extends Dictionary, const En extends Dictionary>(texts: {
  es: Es;
  en: En & Translated<Es, En>;
}): Messages<Es> {
  return texts as unknown as Messages<Es>;
}

/** The keys whose sentences have no {names}: for tables that hold keys. */
export type PlainKey<Es extends Dictionary> = { [K in keyof Es & string]: [NamesOf<Es[K]>] extends [never] ? K : never }[keyof Es & string];

export type Param = string | number;
type Args<S, P> = [NamesOf<S>] extends [never] ? [] : [params: { readonly [N in NamesOf<S>]: P }];

export interface Translate<Es extends Dictionary> {
  <K extends keyof Es & string>(key: K, ...params: Args<Es[K], Param>): string;
  /** The same with elements in the place of names: t.rich("sum", { total: <b>…</b> }). */
  rich<K extends keyof Es & string>(key: K, ...params: Args<Es[K], ReactNode>): ReactNode[];
  language: Language;
}

/** Splits "a {b} c" at its names: texts at even places, names at odd ones. */
export function pieces(text: string): string[] {
  return text.split(/\{(\w+)\}/);
}

export function translator<Es extends Dictionary>(
  texts: Messages<Es>,
  language: Language,
  locale: string,
): Translate<Es> {
  const form = (key: string, n: unknown): string => {
    const sentence = texts[language][key];
    if (sentence === undefined) throw new Error(`no message ${key}`);
    if (typeof sentence === "string") return sentence;
    return typeof n === "number" && pluralRules(locale).select(n) === "one" ? sentence.one : sentence.other;
  };
  const shown = (value: unknown) => (typeof value === "number" ? numberFormat(locale).format(value) : value);
  const fill = (key: string, params: Record<string, unknown> = {}) =>
    pieces(form(key, params["n"])).map((piece, i) => (i % 2 === 0 ? piece : shown(params[piece])));
  const t = (key: string, params?: Record<string, unknown>) => fill(key, params).join("");
  return Object.assign(t, { rich: fill, language }) as unknown as Translate<Es>;
}
