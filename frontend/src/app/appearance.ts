// Light, dark, or as the system has it, as this device keeps it.

export type Theme = "system" | "light" | "dark";

const KEPT = "theme";

export function theme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const keepTheme = (chosen: Theme): void => localStorage.setItem(KEPT, chosen);

export function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}
