// Cuts out of the package's font what nearly every page is written with, which is half of it: the letters that the first
// face of src/styles/fonts.css names, in the weights it names. A page that has others loads the package's own file.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";
import type { Plugin } from "vite";

const FACES = fileURLToPath(new URL("../src/styles/fonts.css", import.meta.url));
const CUT = fileURLToPath(new URL("../src/styles/letters.woff2", import.meta.url));
const WHOLE = createRequire(import.meta.url).resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");

/** Figures of one width, and what a browser uses unasked. Fractions and figures of old style are nowhere. */
const FEATURES = ["calt", "ccmp", "kern", "locl", "mark", "mkmk", "tnum"];

/** "U+41-43, U+F1" -> "ABCñ" */
function lettersOf(range: string): string {
  const codes = [...range.matchAll(/U\+([\dA-F]+)(?:-([\dA-F]+))?/g)].flatMap(([, from = "", to = from]) => {
    const first = parseInt(from, 16);
    return Array.from({ length: parseInt(to, 16) - first + 1 }, (_, i) => first + i);
  });
  return String.fromCodePoint(...codes);
}

/** What the first face promises. */
export function firstFace(): { letters: string; weights: { min: number; max: number } } {
  const css = readFileSync(FACES, "utf8");
  const range = /unicode-range:([^;]+);/.exec(css)?.[1];
  const [, min, max] = /font-weight: (\d+) (\d+);/.exec(css) ?? [];
  if (!range || !min || !max) throw new Error(`${FACES}: the first face names no letters or no weights`);
  return { letters: lettersOf(range), weights: { min: Number(min), max: Number(max) } };
}

export function cut(targetFormat: "sfnt" | "woff2"): Promise<Buffer> {
  const { letters, weights } = firstFace();
  return subsetFont(readFileSync(WHOLE), letters, {
    targetFormat,
    keepFeatures: FEATURES,
    variationAxes: { wght: weights },
    noHinting: true,
  });
}

/** The font that it is cut out of. */
export const whole = (): Promise<Buffer> => subsetFont(readFileSync(WHOLE), undefined, { targetFormat: "sfnt", keepAllGlyphs: true });

const isThere = (bytes: Buffer) => {
  try {
    return readFileSync(CUT).equals(bytes);
  } catch {
    return false;
  }
};

export function letters(): Plugin {
  return {
    name: "letters",
    async buildStart() {
      const bytes = await cut("woff2");
      if (!isThere(bytes)) writeFileSync(CUT, bytes);
    },
  };
}
