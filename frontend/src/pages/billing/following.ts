/** Looks again when what is heard changes, also when it comes back to what it was: no sooner than so long after, and once for
 *  all that changed meanwhile. */
export function following(begin: string, look: () => void, waitMs: number): { hear(now: string): void; stop(): void } {
  let heard = begin;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return {
    hear: (now) => {
      if (now === heard) return;
      heard = now;
      waiting ??= setTimeout(() => {
        waiting = undefined;
        look();
      }, waitMs);
    },
    stop: () => {
      clearTimeout(waiting);
      waiting = undefined;
    },
  };
}
