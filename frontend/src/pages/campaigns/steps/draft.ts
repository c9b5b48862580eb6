// What was typed and not saved yet, and which steps were looked at: kept for this tab, so that a reload loses nothing.

import { useEffect, useMemo, useState } from "react";
import { useSession } from "~/app/session";
import type { Campaign } from "../status";
import { type FieldName, fieldsOf, isSound, type Step, steps, type Values, valuesOf } from "./steps";

interface Kept {
  changes: Partial<Values>;
  seen: Step[];
}

function read(key: string, begun: Values, isNew: boolean): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "") as Kept;
    if (Array.isArray(kept.seen) && typeof kept.changes === "object") return kept;
  } catch {
    // nothing was kept, or nothing that can be read
  }
  return { changes: {}, seen: isNew ? [] : steps.filter((step) => isSound(step, begun)) };
}

export interface Draft {
  values: Values;
  seen: readonly Step[];
  set(name: FieldName, text: string): void;
  see(some: readonly Step[]): void;
  /** The API has this step: what was typed is no change any more. */
  settle(step: Step): void;
  /** Has what the API does not have yet. */
  isChanged(step: Step): boolean;
  /** Nothing is left to be kept. */
  forget(): void;
}

export const draftKey = (account: string, campaign: string | null): string => `campaign:${account}:${campaign ?? "new"}`;

/** A campaign that was just made begins with its first step done. */
export function keepBegun(key: string): void {
  sessionStorage.setItem(key, JSON.stringify({ changes: {}, seen: ["who"] } satisfies Kept));
}

export function useDraft(campaign: Campaign | null): Draft {
  const { account } = useSession();
  const key = draftKey(account.id ?? "", campaign?.id ?? null);
  const stored = useMemo(() => valuesOf(campaign), [campaign]);
  const [kept, setKept] = useState(() => read(key, stored, campaign === null));
  const [gone, setGone] = useState(false);
  useEffect(() => {
    if (gone) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(kept));
  }, [key, kept, gone]);
  const values = useMemo(() => ({ ...stored, ...kept.changes }), [stored, kept.changes]);
  return {
    values,
    seen: kept.seen,
    set: (name, text) =>
      setKept(({ changes, seen }) => {
        const { [name]: _, ...others } = changes;
        return { seen, changes: text === stored[name] ? others : { ...others, [name]: text } };
      }),
    see: (some) => setKept(({ changes, seen }) => ({ changes, seen: steps.filter((step) => some.includes(step) || seen.includes(step)) })),
    settle: (step) =>
      setKept(({ changes, seen }) => {
        const own: readonly string[] = fieldsOf[step];
        return { seen, changes: Object.fromEntries(Object.entries(changes).filter(([name]) => !own.includes(name))) };
      }),
    isChanged: (step) => fieldsOf[step].some((name) => values[name] !== stored[name]),
    forget: () => setGone(true),
  };
}
