/** Long enough for the page to be read at first: what is fetched before competes with what is being looked at. */
const SETTLED_MS = 6000;

/** After the page has come to rest and has nothing to do; with 0, as soon as it has drawn what it knows. The answer calls
 *  it off. */
export function whenIdle(then: () => void, settledMs = SETTLED_MS): () => void {
  let idle: number | undefined;
  const timer = setTimeout(() => {
    if (typeof requestIdleCallback === "undefined") then(); // Safari
    else idle = requestIdleCallback(then, { timeout: 4000 });
  }, settledMs);
  return () => {
    clearTimeout(timer);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}
