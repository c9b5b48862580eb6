// The choice of light or dark, for what shows it.

import { useSyncExternalStore } from "react";
import { onTheme, type Theme, theme } from "./appearance";

export { keepTheme as setTheme } from "./appearance";

export const useTheme = (): Theme => useSyncExternalStore(onTheme, theme);
