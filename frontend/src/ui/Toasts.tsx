// Short notices in the corner. What draws them is loaded when the page is at rest, or with the first notice.

import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { whenRepeated } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { whenIdle } from "./whenIdle";
import { useProblemText } from "./ErrorState";
import { uiMessages } from "./messages";

export interface Said {
  title: string;
  type: "good" | "bad";
  priority?: "high";
  timeout?: number;
}

const waiting: Said[] = [];
const listeners = new Set<() => void>();
let take: ((said: Said) => void) | null = null;
let wanted = false;

function tell(said: Said): void {
  if (take) return take(said);
  waiting.push(said);
  want();
}

function want(): void {
  wanted = true;
  for (const listener of listeners) listener();
}

/** For the list itself: from now on notices go there, and those that waited. */
export function takeNotices(taker: (said: Said) => void): () => void {
  take = taker;
  for (const said of waiting.splice(0)) taker(said);
  return () => {
    take = null;
  };
}

/** Says what was done: one short sentence, the thing first. */
export const say = (text: string): void => tell({ title: text, type: "good" });

/** Says what was not achieved by what was pressed: it stays long enough to be read. */
export const warn = (text: string): void => tell({ title: text, type: "bad", priority: "high", timeout: 10_000 });

/** Says in a toast what went wrong with something that was pressed: onError: useTellProblem(). */
export function useTellProblem(): (error: unknown) => void {
  const text = useProblemText();
  return (error) => {
    const problem = asProblem(error);
    if (problem) warn(text(problem));
  };
}

const List = lazy(() => import("./ToastList"));

export function Toasts() {
  const t = useMessages(uiMessages);
  useEffect(() => whenRepeated(() => say(t("repeated"))), [t]);
  const shown = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => wanted,
  );
  useEffect(() => whenIdle(want), []); // so that it is there when the server is not
  return <Suspense>{shown && <List />}</Suspense>;
}
