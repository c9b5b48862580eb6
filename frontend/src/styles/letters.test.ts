import { readFileSync } from "node:fs";
import { Blob, Face } from "harfbuzzjs";
import { describe, expect, it } from "vitest";
import { cut, firstFace, whole } from "../../scripts/letters";

const drawnBy = (font: Buffer) => new Set([...new Face(new Blob(new Uint8Array(font))).collectUnicodes()].map((code) => String.fromCodePoint(code)));
const catalogue = (language: string) =>
  Object.values(JSON.parse(readFileSync(new URL(`../../../messages/${language}.json`, import.meta.url), "utf8")) as object).join("");
const sources = Object.values(import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true })).join("");
const cutOut = drawnBy(await cut("sfnt"));
const all = drawnBy(await whole());

describe("the face that every page loads", () => {
  it("draws each letter that it is asked for", () => expect([...firstFace().letters].filter((letter) => !cutOut.has(letter))).toEqual([]));
  // what no face has, such as an arrow to the right, is the system's either way
  it.each([
    ["what the API says in Spanish", catalogue("es")],
    ["what the API says in English", catalogue("en")],
    ["the pages' own words and signs", sources],
  ])("draws %s", (_, words) => {
    expect(words).toContain("…");
    expect([...new Set(words)].filter((letter) => all.has(letter) && !cutOut.has(letter))).toEqual([]);
  });
});
