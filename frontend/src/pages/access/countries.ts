// Where an account may be at home: two-letter codes; their names are the browser's, in the viewer's language.

import { nameOf } from "~/i18n/intl";

const codes = [
  "AR", "BO", "BR", "CA", "CL", "CO", "CR", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "US", "UY", "VE",
] as const;
export type Country = (typeof codes)[number];

/** By name, as the language orders them. */
export function countries(language: string): { value: Country; label: string }[] {
  const order = new Intl.Collator(language).compare;
  return codes.map((value) => ({ value, label: nameOf(language, "region", value) })).sort((a, b) => order(a.label, b.label));
}

/** The country that the browser's languages name, else Colombia. */
export function likelyCountry(languages: readonly string[]): Country {
  for (const language of languages) {
    const region = new Intl.Locale(language).region;
    const known = codes.find((code) => code === region);
    if (known) return known;
  }
  return "CO";
}
