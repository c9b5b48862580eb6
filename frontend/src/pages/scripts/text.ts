// A script's text: pieces around its variables, and what differs between two versions.

import { diffWordsWithSpace } from "diff";
import { VARIABLE } from "./variables";

/** Plain text at even places, names of variables at odd ones. */
export const piecesOf = (text: string): string[] => text.split(VARIABLE);

/** The text with {{name}} in the place of what was selected; the cursor goes behind it. */
export function inserted(text: string, from: number, to: number, name: string): { text: string; cursor: number } {
  const put = `{{${name}}}`;
  return { text: text.slice(0, from) + put + text.slice(to), cursor: from + put.length };
}

export interface Piece {
  text: string;
  is: "same" | "added" | "removed";
}

export const differences = (before: string, after: string): Piece[] =>
  diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    text: value,
    is: added ? "added" : removed ? "removed" : "same",
  }));
