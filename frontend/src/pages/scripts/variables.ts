// The variables that a script names, between double braces.

export const VARIABLE = /\{\{\s*([^{}\s]+)\s*\}\}/g;

export const variablesOf = (...texts: string[]): string[] => [
  ...new Set(texts.flatMap((text) => [...text.matchAll(VARIABLE)].map((found) => found[1] ?? ""))),
];
