import { describe, expect, it } from "vitest";
import { allSentences, marked, neighbourStart, saidOf, spotAt, startOf, type Turn } from "./transcript";

const word = (text: string, start_ms: number, end_ms: number) => ({ text, start_ms, end_ms });

const turns: Turn[] = [
  {
    speaker: "agent",
    text: "Buenos días. ¿Hablo con J. Pérez?",
    start_ms: 100,
    end_ms: 2000,
    words: [word("Buenos", 100, 300), word("días.", 350, 600), word("¿Hablo", 900, 1100), word("con", 1150, 1300), word("J.", 1350, 1500), word("Pérez?", 1550, 2000)],
  },
  { speaker: "person", text: "Sí. Soy yo.", start_ms: 3000, end_ms: 4000, words: [] },
  { speaker: "agent", text: "Gracias.", start_ms: null, end_ms: null, words: [] },
];

describe("saidOf", () => {
  const said = saidOf(turns);
  it("cuts turns into sentences, and leaves initials and figures whole", () => {
    expect(said.map((turn) => turn.sentences.map((s) => s.text))).toEqual([
      ["Buenos días.", "¿Hablo con J. Pérez?"],
      ["Sí.", "Soy yo."],
      ["Gracias."],
    ]);
    expect(saidOf([{ speaker: "agent", text: "Son $ 1.250.000,50 hoy", start_ms: null, end_ms: null, words: [] }])[0]?.sentences).toHaveLength(1);
  });
  it("gives sentences the moments of their words, shares out a turn's time, or knows nothing", () => {
    expect(allSentences(said).map(startOf)).toEqual([100, 900, 3000, 3300, undefined]);
    expect(allSentences(said).map((s) => s.index)).toEqual([0, 1, 2, 3, 4]);
  });
  it("is empty for nothing", () => {
    expect(saidOf([])).toEqual([]);
  });
});

describe("spotAt", () => {
  const sentences = allSentences(saidOf(turns));
  it("finds the sentence and its word, and stays on the last one in a pause", () => {
    expect(spotAt(sentences, 0)).toBeNull();
    expect(spotAt(sentences, 360)).toEqual({ sentence: 0, word: 1 });
    expect(spotAt(sentences, 1200)).toEqual({ sentence: 1, word: 1 });
    expect(spotAt(sentences, 2500)).toEqual({ sentence: 1, word: 3 });
    expect(spotAt(sentences, 99_000)).toEqual({ sentence: 3, word: 0 });
  });
  it("goes from sentence to sentence", () => {
    expect(neighbourStart(sentences, 100, 1)).toBe(900);
    expect(neighbourStart(sentences, 3300, 1)).toBeUndefined();
    expect(neighbourStart(sentences, 2900, -1)).toBe(900);
    expect(neighbourStart(sentences, 500, -1)).toBeUndefined();
  });
});

describe("marked", () => {
  it("finds without accents and case", () => {
    expect(marked("Pagaré el día 5, pagare todo", "pagare")).toEqual(["", "Pagaré", " el día 5, ", "pagare", " todo"]);
  });
  it("keeps the text whole when nothing is looked for or found", () => {
    expect(marked("Sí", " ")).toEqual(["Sí"]);
    expect(marked("Sí", "no")).toEqual(["Sí"]);
  });
});
