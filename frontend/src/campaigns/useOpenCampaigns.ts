// Campaigns that still take contacts. The list of all is asked once for each of their states: among thousands that are over,
// those few would else stand on no page that anybody reads.

import type { Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { newestOf, OPEN } from "./openCampaigns";

type Campaign = Schemas["campaigns"];

/** As many of a state are shown; the others are found by a part of their name. */
export const SHOWN = 50;

interface OpenCampaigns {
  data: Campaign[] | undefined;
  error: unknown;
  refetch(): void;
  hasMore: boolean;
}

/** The newest of each state whose name has that part; "" is every name. */
export function useOpenCampaigns(part: string): OpenCampaigns {
  const query = { limit: SHOWN, sort: "-created_at" as const, ...(part ? { "name[contains]": part } : {}) };
  const draft = useList("/api/v1/campaigns", { ...query, status: OPEN[0] });
  const running = useList("/api/v1/campaigns", { ...query, status: OPEN[1] });
  const paused = useList("/api/v1/campaigns", { ...query, status: OPEN[2] });
  const lists = [draft, running, paused];
  return {
    data: newestOf(lists.map((list) => list.data)),
    error: lists.find((list) => list.error)?.error,
    refetch: () => lists.forEach((list) => list.refetch()),
    hasMore: lists.some((list) => list.more.has),
  };
}
