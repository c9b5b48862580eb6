// What a screen on a wall shows, as figures. docs/architecture/live.md tells what it may see.

import type { Schemas } from "~/api/client";
import { inCall, toCall } from "~/pages/campaigns/status";

export type Board = Schemas["board"];
export type BoardCampaign = Schemas["board_campaign"];

export interface Totals {
  running: number;
  inCall: number;
  promises: number;
  toCall: number;
  calls: number;
  answered: number;
}

const promisesOf = ({ progress }: BoardCampaign) => progress.outcomes.find(({ outcome }) => outcome === "promise")?.calls ?? 0;

export function totals(campaigns: readonly BoardCampaign[]): Totals {
  const sum = (of: (campaign: BoardCampaign) => number) => campaigns.reduce((all, one) => all + of(one), 0);
  return {
    running: sum(({ progress }) => (progress.status === "running" ? 1 : 0)),
    inCall: sum(({ progress }) => inCall(progress)),
    promises: sum(promisesOf),
    toCall: sum(({ progress }) => toCall(progress)),
    calls: sum(({ progress }) => progress.calls),
    answered: sum(({ progress }) => progress.answered),
  };
}

/** The board with one campaign as it is now. Undefined: it began or ended, the board is to be asked again. */
export function withCampaign(board: Board | undefined, id: string, now: BoardCampaign): Board | undefined {
  const campaigns = board?.campaigns ?? [];
  const before = campaigns.find(({ progress }) => progress.campaign === id);
  if (!board || !before || before.progress.status !== now.progress.status) return undefined;
  return { ...board, campaigns: campaigns.map((one) => (one === before ? now : one)) };
}

/** How large campaigns are, so that all of them are seen. */
export function density(campaigns: number): "one" | "few" | "some" | "many" {
  if (campaigns <= 2) return "one";
  if (campaigns <= 4) return "few";
  return campaigns <= 8 ? "some" : "many";
}
