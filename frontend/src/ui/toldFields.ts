// What the fields of a form tell by themselves, so that the form can tell the rest: what is wrong with a field that has no
// control on it would be told nowhere.

import { createContext, useContext, useId, useLayoutEffect, useSyncExternalStore } from "react";
import type { Problem } from "~/api/problem";

interface Told {
  /** What the API says of a field of this name stands beside it. */
  name: string;
  /** What stands there, whatever the API calls the field. */
  error: string | undefined;
}

export class ToldFields {
  private readonly fields = new Map<string, Told>();
  private readonly listeners = new Set<() => void>();

  put(id: string, told: Told): void {
    this.fields.set(id, told);
    for (const listener of this.listeners) listener();
  }

  take(id: string): void {
    this.fields.delete(id);
    for (const listener of this.listeners) listener();
  }

  listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The sentences that stand beside no field, each once. */
  rest({ wrong }: Pick<Problem, "wrong">): string[] {
    const told = [...this.fields.values()];
    const left = wrong.filter(({ names, said }) => !told.some(({ name, error }) => names.includes(name) || error === said));
    return [...new Set(left.map(({ said }) => said))];
  }
}

/** Of the form around; outside of forms, of the page. */
export const FieldsAround = createContext(new ToldFields());

export function useTold(name: string, error: string | undefined): void {
  const around = useContext(FieldsAround);
  const id = useId();
  useLayoutEffect(() => {
    around.put(id, { name, error });
    return () => around.take(id);
  }, [around, id, name, error]);
}

export function useUntold(problem: Problem | null): string {
  const around = useContext(FieldsAround);
  return useSyncExternalStore(around.listen, () => (problem === null ? "" : around.rest(problem).join(" ")));
}
