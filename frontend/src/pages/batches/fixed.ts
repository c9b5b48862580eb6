// What a row became once a person wrote into it.

import type { Schemas } from "~/api/client";
import type { Verdict } from "./batch";

type Row = Pick<Schemas["batch_rows"], "verdict" | "notes">;

const outside: readonly Verdict[] = ["duplicate", "suppressed", "rejected"];

/** Its words: what was written is kept in any case, but that is not yet to say that the row goes in. */
export function fixedSays({ verdict, notes }: Row): { says: "fixed" | "fixedWarned" | "fixedOut"; reason: string } {
  const reason = notes.map((note) => note.text).join(" ");
  if (outside.includes(verdict)) return { says: "fixedOut", reason };
  return { says: verdict === "warned" ? "fixedWarned" : "fixed", reason };
}
