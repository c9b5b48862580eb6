// Parts that are loaded when somebody first asks for them, and when the page is at rest: a menu that nobody opens costs
// the first picture of a page nothing.

import { useState } from "react";
import { Problem } from "~/api/problem";
import { useTellProblem } from "./Toasts";

export interface OnDemand<T> {
  /** Null until it was asked for and is there. */
  part: T | null;
  /** It was pressed. A server that does not answer is said in a notice. */
  ask(): void;
  /** It may be pressed soon. */
  warm(): void;
}

export function useOnDemand<T extends object>(load: () => Promise<T>, onFailed?: () => void): OnDemand<T> {
  const [part, setPart] = useState<T | null>(null);
  const tell = useTellProblem();
  const failed = () => {
    tell(Problem.unreachable());
    onFailed?.();
  };
  return {
    part,
    ask: () => void load().then((loaded) => setPart(() => loaded), failed),
    warm: () => void load().catch(() => undefined),
  };
}
