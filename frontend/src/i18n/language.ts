// Which language the viewer chose on this device, else the browser's.

import type { Language } from "./messages";

const KEPT = "language";

export function keptLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "es" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "es";
}

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT, language);
