// The tabs of one browser share its session. What one of them does to it the others hear of, also those that slept
// meanwhile: a tab never shows one account while it asks as another.

import type { Schemas } from "~/api/client";
import { onKept } from "~/api/kept";

const KEPT = "session-of";

/** Person, account, session; "" is nobody. */
export const whoIs = ({ user, account, session }: Schemas["signed_in"]): string =>
  [user?.id ?? "", account ?? "", session?.id ?? ""].join(" ");

const withoutSession = (who: string): string => who.split(" ").slice(0, 2).join(" ");

/** What another tab's word means here: nothing new, the same person and account under another session, or others. */
export function meaningOf(told: string | null, who: string): "nothing" | "renewed" | "others" {
  if (told === null || told === who || who === "") return "nothing";
  return told === "" || withoutSession(told) === withoutSession(who) ? "renewed" : "others";
}

export const tellTabs = (who: string): void => localStorage.setItem(KEPT, who);

/** Until the answer is called. */
export function heardOf(who: string, then: (isSame: boolean) => void): () => void {
  return onKept(KEPT, () => {
    const meaning = meaningOf(localStorage.getItem(KEPT), who);
    if (meaning !== "nothing") then(meaning === "renewed");
  });
}
