// What was said, sentence by sentence, each with its moment in the recording where the provider told when its words were.

import type { Schemas } from "~/api/client";

export type Turn = NonNullable<Schemas["transcript"]["turns"]>[number];

/** A word of a sentence, or all of it where only the turn's moment is known. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

export interface Sentence {
  text: string;
  /** In order; empty where nobody knows when it was said. */
  words: Piece[];
  /** Its place among all sentences of the call. */
  index: number;
}

export interface Said {
  who: "agent" | "person";
  sentences: Sentence[];
}

/** Where a sentence ends: a mark and what closes behind it. A figure's point or an initial is none. */
const END = /[.?!…]["»”')]*$/;

/** The texts of the sentences of a turn, as words. */
function sentencesOf(text: string): string[][] {
  const all: string[][] = [];
  let now: string[] = [];
  for (const word of text.split(" ").filter((w) => w !== "")) {
    now.push(word);
    if (!END.test(word) || /^\p{Lu}\.$/u.test(word)) continue;
    all.push(now);
    now = [];
  }
  if (now.length > 0) all.push(now);
  return all;
}

/** Without the moments of words, a turn's time is shared out by letters. */
function shared(turn: Turn, sentences: string[][]): Piece[][] {
  const start = turn.start_ms;
  const end = turn.end_ms;
  if (typeof start !== "number" || typeof end !== "number") return sentences.map(() => []);
  const sizes = sentences.map((words) => words.join(" ").length);
  const all = Math.max(1, sizes.reduce((a, b) => a + b, 0));
  let before = 0;
  return sentences.map((words, i) => {
    const at = (letters: number) => Math.round(start + ((end - start) * letters) / all);
    const piece = { text: words.join(" "), start: at(before), end: at(before + (sizes[i] ?? 0)) };
    before += sizes[i] ?? 0;
    return [piece];
  });
}

function timed(turn: Turn, sentences: string[][]): Piece[][] {
  const words = turn.words ?? [];
  if (words.length === 0) return shared(turn, sentences);
  let next = 0;
  return sentences.map((texts) =>
    words.slice(next, (next += texts.length)).map((word) => ({ text: word.text ?? "", start: word.start_ms ?? 0, end: word.end_ms ?? 0 })),
  );
}

export function saidOf(turns: Turn[]): Said[] {
  let index = 0;
  return turns.map((turn) => {
    const sentences = sentencesOf(turn.text ?? "");
    const times = timed(turn, sentences);
    return {
      who: turn.speaker === "person" ? "person" : "agent",
      sentences: sentences.map((words, i) => ({ text: words.join(" "), words: times[i] ?? [], index: index++ })),
    };
  });
}

export const allSentences = (said: Said[]): Sentence[] => said.flatMap((turn) => turn.sentences);

export const startOf = (sentence: Sentence): number | undefined => sentence.words[0]?.start;
export const endOf = (sentence: Sentence): number | undefined => sentence.words.at(-1)?.end;

export interface Spot {
  sentence: number;
  word: number;
}

/** What is being said at a moment: the last word that has begun. In a pause it is the one before; null: nothing yet. */
export function spotAt(sentences: Sentence[], ms: number): Spot | null {
  let spot: Spot | null = null;
  for (const sentence of sentences) {
    const start = startOf(sentence);
    if (start === undefined) continue;
    if (start > ms) break;
    let word = 0;
    while ((sentence.words[word + 1]?.start ?? Infinity) <= ms) word++;
    spot = { sentence: sentence.index, word };
  }
  return spot;
}

/** The start of the sentence so many before or after what is being said; undefined: there is none. */
export function neighbourStart(sentences: Sentence[], ms: number, step: 1 | -1): number | undefined {
  const starts = sentences.map(startOf).filter((start) => start !== undefined);
  // going back from the middle of a sentence goes to its own beginning first
  return step > 0 ? starts.find((start) => start > ms + 50) : starts.findLast((start) => start < ms - 1000);
}

/** Without accents and case, as people search. The length stays: each letter folds to one. */
const folded = (text: string): string =>
  Array.from(text, (letter) => letter.normalize("NFD").charAt(0).toLowerCase()).join("");

/** Where a text is found: pieces that match stand at odd places. */
export function marked(text: string, wanted: string): string[] {
  const needle = folded(wanted.trim());
  if (needle === "") return [text];
  const letters = Array.from(text);
  const hay = folded(text);
  const size = Array.from(needle).length;
  const pieces: string[] = [];
  let from = 0;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    pieces.push(letters.slice(from, at).join(""), letters.slice(at, at + size).join(""));
    from = at + size;
  }
  pieces.push(letters.slice(from).join(""));
  return pieces;
}
