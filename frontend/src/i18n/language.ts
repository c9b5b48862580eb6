// Which language the viewer chose on this device, else the browser's.

import { onKept } from "~/api/kept";
import type { Language } from "./messages";

const KEPT = "language";

export function keptLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "es" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "es";
}

/** Whenever another tab may have chosen; until the answer is called. */
export const onLanguage = (look: (language: Language) => void): (() => void) => onKept(KEPT, () => look(keptLanguage()));

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT, language);
