// For tests: a tab as far as it hears of the other tabs of its browser.

import { vi } from "vitest";

export interface Tab {
  root: { dataset: Record<string, string>; lang: string };
  /** Another tab keeps it; null: it throws it away. */
  elsewhere(key: string, value: string | null): void;
  /** The same, and this one is not told. */
  asleep(key: string, value: string | null): void;
  wake(): void;
}

/** From now on the globals are this tab's. */
export function openTab(): Tab {
  const kept = new Map<string, string>();
  const page = new EventTarget();
  const root: Tab["root"] = { dataset: {}, lang: "" };
  const document = Object.assign(new EventTarget(), { documentElement: root });
  vi.stubGlobal("document", document);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  const asleep = (key: string, value: string | null) => {
    if (value === null) kept.delete(key);
    else kept.set(key, value);
  };
  return {
    root,
    asleep,
    elsewhere: (key, value) => {
      asleep(key, value);
      page.dispatchEvent(Object.assign(new Event("storage"), { key }));
    },
    wake: () => void document.dispatchEvent(new Event("visibilitychange")),
  };
}
