// Light, dark, or as the system has it, as this device keeps it. Another tab may choose it too.

import { onKept } from "~/api/kept";

export type Theme = "system" | "light" | "dark";

const KEPT = "theme";

export function theme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

const listeners = new Set<() => void>();
let shown = theme();

function follow(): void {
  if (theme() === shown) return; // a wall that is dark by itself stays so
  shown = theme();
  applyTheme();
  for (const listener of listeners) listener();
}

export function keepTheme(chosen: Theme): void {
  localStorage.setItem(KEPT, chosen);
  follow();
}

export function onTheme(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

onKept(KEPT, follow); // as long as the page is there
