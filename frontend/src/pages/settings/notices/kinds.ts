// What the account is told of. kinds.test.ts holds it against the server's subscriptions.

export const kinds = [
  "wallet.low",
  "wallet.empty",
  "campaign.done",
  "batch.failed",
  "api_key.maker_left",
  "batch.committed",
  "export.ready",
  "wallet.funded",
] as const;
export type Kind = (typeof kinds)[number];

/** The list as it is to be kept when one of it is turned on or off; what this page does not know stays. */
export function turned(mailed: readonly string[], kind: Kind, on: boolean): string[] {
  const others = mailed.filter((one) => one !== kind);
  return on ? [...others, kind] : others;
}
