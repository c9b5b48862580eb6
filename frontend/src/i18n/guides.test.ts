// The user guide quotes the dashboard: what stands **in bold** there is a text of the dashboard, word for word, in the
// language of the guide, with … for what it fills in. Both guides quote the same texts in the same order.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Language, type Messages, pieces, type Sentence } from "./messages";

const modules = import.meta.glob<Record<string, unknown>>("../**/*{m,M}essages.ts", { eager: true });
const guides = { es: new URL("../../../docs/guia/", import.meta.url), en: new URL("../../../docs/guide/", import.meta.url) };

const isMessages = (value: unknown): value is Messages => typeof value === "object" && value !== null && "es" in value && "en" in value;
const forms = (sentence: Sentence) => (typeof sentence === "string" ? [sentence] : [sentence.one, sentence.other]);
const asQuoted = (text: string) => pieces(text).map((piece, i) => (i % 2 === 0 ? piece : "…")).join("");

/** By text as it is quoted, the names of the messages that say it. */
function catalogue(language: Language): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [path, module] of Object.entries(modules))
    for (const texts of Object.values(module).filter(isMessages))
      for (const [key, sentence] of Object.entries(texts[language]))
        for (const form of forms(sentence)) {
          const quoted = asQuoted(form);
          found.set(quoted, (found.get(quoted) ?? new Set()).add(`${path}:${key}`));
        }
  return found;
}

const isKeyboard = (quoted: string) => /^(Ctrl )?[A-Z[\]]$/.test(quoted);

function quotedIn(text: string): string[] {
  const prose = text.replace(/```[^]*?```|`[^`\n]*`/g, "");
  return [...prose.matchAll(/\*\*([^*]+)\*\*/g)].map((m) => (m[1] ?? "").replace(/\s+/g, " ")).filter((quoted) => !isKeyboard(quoted));
}

function chapters(language: Language): Map<string, string[]> {
  const names = readdirSync(guides[language]).filter((name) => /^\d.*\.md$/.test(name));
  return new Map(names.map((name) => [name.split("-")[0] ?? name, quotedIn(readFileSync(new URL(name, guides[language]), "utf8"))]));
}

describe.each(["es", "en"] as const)("the guide in %s", (language) => {
  const texts = catalogue(language);

  it.each([...chapters(language)])("quotes in chapter %s what the dashboard says", (_, quoted) => {
    expect(quoted.filter((text) => !texts.has(text))).toEqual([]);
  });

  it("quotes enough to be worth a test", () => expect([...chapters(language).values()].flat().length).toBeGreaterThan(100));
});

describe("both guides", () => {
  const keys = { es: catalogue("es"), en: catalogue("en") };
  const english = chapters("en");

  it.each([...chapters("es")])("quote the same in chapter %s", (number, spanish) => {
    const other = english.get(number) ?? [];
    const differ = spanish.filter((text, i) => {
      const mine = keys.es.get(text);
      const theirs = keys.en.get(other[i] ?? "");
      return mine !== undefined && ![...mine].some((key) => theirs?.has(key));
    });
    expect(differ).toEqual([]);
    expect(other.length).toBe(spanish.length);
  });
});
