import { describe, expect, it } from "vitest";
import { type Dictionary, type Messages, messages, pieces, type Sentence, translator } from "./messages";

const texts = messages({
  es: { hello: "Hola, {name}", calls: { one: "{n} llamada", other: "{n} llamadas" } },
  en: { hello: "Hello, {name}", calls: { one: "{n} call", other: "{n} calls" } },
});

describe("translator", () => {
  it("fills names and writes numbers in the way of the locale", () => {
    const t = translator(texts, "es", "es-CO");
    expect(t("hello", { name: "Ana" })).toBe("Hola, Ana");
    expect(t("calls", { n: 12345 })).toBe("12.345 llamadas");
  });

  it("chooses the form by the number", () => {
    const t = translator(texts, "en", "en-US");
    expect(t("calls", { n: 1 })).toBe("1 call");
    expect(t("calls", { n: 0 })).toBe("0 calls");
  });

  it("lets elements stand in the place of names", () => {
    expect(translator(texts, "en", "en-US").rich("hello", { name: 7 })).toEqual(["Hello, ", "7", ""]);
  });
});

describe("types", () => {
  it("refuse a missing key, a missing name and a key too many", () => {
    // @ts-expect-error has no English
    messages({ es: { a: "A" }, en: {} });
    // @ts-expect-error its {names} differ
    messages({ es: { a: "A {x}" }, en: { a: "A" } });
    // @ts-expect-error has no Spanish
    messages({ es: { a: "A" }, en: { a: "A", b: "B" } });
    // @ts-expect-error a name is not given
    expect(() => translator(texts, "es", "es")("hello")).not.toThrow();
  });
});

// What the types promise, looked at once more in what is really there.
const modules = import.meta.glob<Record<string, unknown>>("../**/*{m,M}essages.ts", { eager: true });

function isMessages(value: unknown): value is Messages {
  return typeof value === "object" && value !== null && "es" in value && "en" in value;
}

function namesOf(sentence: Sentence | undefined): string[] {
  const forms = sentence === undefined ? [] : typeof sentence === "string" ? [sentence] : [sentence.one, sentence.other];
  return [...new Set(forms.flatMap((form) => pieces(form).filter((_, i) => i % 2 === 1)))].sort();
}

describe("every module of messages", () => {
  const found = Object.entries(modules).flatMap(([path, module]) =>
    Object.values(module).filter(isMessages).map((m) => [path, m] as const));

  it("is found", () => expect(found.length).toBeGreaterThan(0));

  it.each(found)("%s says the same in both languages", (_, m) => {
    const es: Dictionary = m.es;
    const en: Dictionary = m.en;
    expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort());
    for (const key of Object.keys(es)) {
      expect(namesOf(en[key]), key).toEqual(namesOf(es[key]));
      expect(JSON.stringify([es[key], en[key]]), "no exclamation marks").not.toMatch(/[!¡]/);
    }
  });
});
