// A screen on a wall: dark unless somebody chose otherwise, awake, and with the time on it.

import { useEffect, useLayoutEffect, useState } from "react";
import { serverNow } from "~/api/clock";
import { applyTheme, type Theme } from "~/app/appearance";
import { useTheme } from "~/app/theme";

export function useDarkByDefault(): Exclude<Theme, "system"> {
  const chosen = useTheme();
  const shown = chosen === "system" ? "dark" : chosen;
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = shown;
    return applyTheme;
  }, [chosen, shown]); // as the system has it is applied by itself, and a wall is dark then
  return shown;
}

/** Where the browser can, it keeps the screen from going dark; it lets go when the page is hidden. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const hold = () => {
      if (document.hidden || !("wakeLock" in navigator)) return;
      navigator.wakeLock.request("screen").then(
        (held) => (lock = held),
        () => undefined, // an empty battery or a policy: the screen does as it is set
      );
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      void lock?.release();
    };
  }, []);
}

/** The server's time, anew each second. */
export function useNow(): Date {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return new Date(serverNow());
}

/** The secret stays in the address, so that a screen that starts anew opens it again. */
export function useSecret(): string {
  const [secret, setSecret] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const changed = () => setSecret(location.hash.slice(1));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return secret;
}
