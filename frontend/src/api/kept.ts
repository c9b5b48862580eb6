// What this browser keeps for all its tabs: what one of them changes the others hear of, also those that slept meanwhile.

/** Whenever another tab may have changed it; until the answer is called. */
export function onKept(key: string, look: () => void): () => void {
  // all is thrown away at once under no key
  const told = (event: StorageEvent) => (event.key === key || event.key === null) && look();
  addEventListener("storage", told);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    removeEventListener("storage", told);
    removeEventListener("pageshow", look);
    document.removeEventListener("visibilitychange", look);
  };
}
