// Which campaigns still take contacts.

import type { Schemas } from "~/api/client";

type Campaign = Schemas["campaigns"];

export const OPEN = ["draft", "running", "paused"] as const;

export const takesContacts = (campaign: Pick<Campaign, "status">): boolean =>
  OPEN.some((status) => status === campaign.status);

/** Of several lists the one that they make together, the newest first. Undefined until each is there. */
export function newestOf<T extends Pick<Campaign, "created_at">>(lists: readonly (readonly T[] | undefined)[]): T[] | undefined {
  const all: T[] = [];
  for (const list of lists) {
    if (list === undefined) return undefined;
    all.push(...list);
  }
  return all.sort((a, b) => (b.created_at ?? "").localeCompare(a.created_at ?? ""));
}
