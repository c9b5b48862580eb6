import { describe, expect, it } from "vitest";
import { type Board, type BoardCampaign, density, totals, withCampaign } from "./board";

const none = { ringing: 0, talking: 0, closing: 0, queued: 0, waiting_funds: 0, calls: 0, answered: 0, outcomes: [] };
const campaign = (id: string, progress: Partial<BoardCampaign["progress"]>): BoardCampaign => ({
  name: id,
  progress: { campaign: id, status: "running", ...none, ...progress } as BoardCampaign["progress"],
});
const board = {
  account: "Cobranzas Andinas",
  campaigns: [
    campaign("cmp_1", { ringing: 2, talking: 3, closing: 1, queued: 40, calls: 100, answered: 60, outcomes: [{ outcome: "promise", calls: 9 }] }),
    campaign("cmp_2", { status: "paused", waiting_funds: 5, calls: 20, answered: 1, outcomes: [{ outcome: "paid", calls: 2 }] }),
  ],
} as Board;

describe("a board", () => {
  it("sums its campaigns", () =>
    expect(totals(board.campaigns)).toEqual({ running: 1, inCall: 6, promises: 9, toCall: 45, calls: 120, answered: 61 }));

  it("sums to nothing without campaigns", () =>
    expect(totals([])).toEqual({ running: 0, inCall: 0, promises: 0, toCall: 0, calls: 0, answered: 0 }));

  it("takes what one campaign is now and keeps the others", () => {
    const now = campaign("cmp_1", { talking: 7 });
    expect(withCampaign(board, "cmp_1", now)?.campaigns).toEqual([now, board.campaigns[1]]);
  });

  it("is asked again when a campaign ends, begins, or is not on it", () => {
    expect(withCampaign(board, "cmp_1", campaign("cmp_1", { status: "done" }))).toBeUndefined();
    expect(withCampaign(board, "cmp_3", campaign("cmp_3", {}))).toBeUndefined();
    expect(withCampaign(undefined, "cmp_1", campaign("cmp_1", {}))).toBeUndefined();
  });

  it("is smaller the more campaigns it has", () => expect([2, 3, 4, 5, 8, 9].map(density)).toEqual(["one", "few", "few", "some", "some", "many"]));
});
