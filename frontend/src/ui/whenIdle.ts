/** Long enough for the page to be read at first: what is fetched before competes with what is being looked at. */
const SETTLED_MS = 6000;

/** After the page has come to rest and has nothing to do. The answer calls it off. */
export function whenIdle(then: () => void): () => void {
  const timer = setTimeout(() => {
    if (typeof requestIdleCallback === "undefined") then(); // Safari
    else requestIdleCallback(then, { timeout: 4000 });
  }, SETTLED_MS);
  return () => clearTimeout(timer);
}
