// What a customer's own program may hear of, by what it is about. events.test.ts holds it against
// domain/src/models/webhook_endpoint.c.

export const groups = {
  batches: ["batch.committed", "batch.failed", "batch.undone"],
  campaigns: ["campaign.launched", "campaign.paused", "campaign.resumed", "campaign.cancelled", "campaign.done"],
  calls: ["call.started", "call.ended", "call.settled", "call.analyzed", "call.undetermined"],
  money: ["wallet.funded", "wallet.low", "wallet.empty"],
  others: ["suppression.added", "suppression.removed", "export.ready"],
} as const;

export type Group = keyof typeof groups;
export type WebhookEvent = (typeof groups)[Group][number];

export const groupNames = Object.keys(groups) as Group[];
export const allEvents: readonly WebhookEvent[] = groupNames.flatMap((name) => [...groups[name]]);

/** In the order of the page, whatever the order in which they were chosen. */
export const inOrder = (chosen: ReadonlySet<string>): WebhookEvent[] => allEvents.filter((event) => chosen.has(event));

/** What is kept: an empty list is everything, also what a later version may tell. */
export const kept = (all: boolean, chosen: ReadonlySet<string>): WebhookEvent[] => (all ? [] : inOrder(chosen));
