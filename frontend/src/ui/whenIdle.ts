/** After the page has been drawn and has nothing to do; at the latest in some seconds. The answer calls it off. */
export function whenIdle(then: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(then, 3000); // Safari
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(then, { timeout: 8000 });
  return () => cancelIdleCallback(idle);
}
