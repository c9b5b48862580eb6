import { api } from "~/api/client";
import type { Batch } from "./batch";

/** The campaign that a batch's contacts enter. */
export const useBatchCampaign = (batch: Batch) =>
  api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id: batch.campaign ?? "" } } }, { enabled: Boolean(batch.campaign) });
