// What was typed of a script and is not saved yet: kept for this tab, so that neither a reload nor a session that ends
// loses it. What was not typed follows what the server has.

import { useEffect, useState } from "react";

export interface Text {
  name: string;
  language: string;
  opening: string;
  instructions: string;
}
const fields = ["name", "language", "opening", "instructions"] as const;

interface Kept {
  typed: Partial<Text>;
  /** Of what version of the script. */
  of: number;
}

function read(key: string, version: number): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "") as Kept;
    if (typeof kept.typed === "object" && typeof kept.of === "number") return kept;
  } catch {
    // nothing was kept, or nothing that can be read
  }
  return { typed: {}, of: version };
}

/** Of what was typed, what the server does not have. */
export function newOf(typed: Partial<Text>, stored: Text): Partial<Text> {
  const found: Partial<Text> = {};
  for (const name of fields) if (typed[name] !== undefined && typed[name] !== stored[name]) found[name] = typed[name];
  return found;
}

export interface Draft {
  text: Text;
  isChanged: boolean;
  /** Somebody saved another version since writing began. */
  isOvertaken: boolean;
  set(part: Partial<Text>): void;
  forget(): void;
}

export function useDraft(key: string, stored: Text, version: number): Draft {
  const [kept, setKept] = useState(() => read(key, version));
  const typed = newOf(kept.typed, stored);
  const isChanged = Object.keys(typed).length > 0;
  useEffect(() => {
    if (isChanged) sessionStorage.setItem(key, JSON.stringify(kept));
    else sessionStorage.removeItem(key);
  }, [key, kept, isChanged]);
  return {
    text: { ...stored, ...typed },
    isChanged,
    isOvertaken: isChanged && kept.of !== version,
    set: (part) =>
      setKept((before) => {
        const was = newOf(before.typed, stored);
        return { typed: { ...was, ...part }, of: Object.keys(was).length > 0 ? before.of : version };
      }),
    forget: () => {
      sessionStorage.removeItem(key); // the page may be left before the next drawing
      setKept({ typed: {}, of: version });
    },
  };
}
