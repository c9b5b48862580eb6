// The choice of light or dark, for what shows it.

import { useSyncExternalStore } from "react";
import { applyTheme, keepTheme, type Theme, theme } from "./appearance";

const listeners = new Set<() => void>();

export function setTheme(chosen: Theme): void {
  keepTheme(chosen);
  applyTheme();
  for (const listener of listeners) listener();
}

export const useTheme = (): Theme =>
  useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, theme);
