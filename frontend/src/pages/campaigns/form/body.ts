// From the texts of the form to the campaign of the API, and back.

import type { Schemas } from "~/api/client";

export type CampaignBody = Schemas["campaigns_change"] & { name: string };
type Campaign = Schemas["campaigns"];

const MINUTE = 60_000;
const whole = (text: string | undefined): number => Number.parseInt(text ?? "", 10) || 0;

export function campaignBody(values: Record<string, string>, numbers: string[]): CampaignBody {
  const budget = whole(values["budget_calls"]);
  return {
    name: values["name"]?.trim() ?? "",
    purpose: (values["purpose"] || "collection") as NonNullable<Campaign["purpose"]>,
    script: values["script"] || null,
    from_numbers: numbers,
    window_start: values["window_start"] ?? "",
    window_end: values["window_end"] ?? "",
    pacing: { starts_per_minute: whole(values["pacing.starts_per_minute"]), max_active: whole(values["pacing.max_active"]) },
    retry: { max_attempts: whole(values["retry.max_attempts"]), attempts_per_day: whole(values["retry.attempts_per_day"]) },
    max_call_ms: whole(values["max_call_ms"]) * MINUTE,
    budget_calls: budget > 0 ? budget : null,
  };
}

/** What the form begins with: the campaign, or what the API would take for one that says nothing. */
export function formValues(campaign: Campaign | null) {
  return {
    name: campaign?.name ?? "",
    purpose: campaign?.purpose ?? "collection",
    script: campaign?.script ?? null,
    numbers: campaign?.from_numbers ?? [],
    windowStart: campaign?.window_start ?? "",
    windowEnd: campaign?.window_end ?? "",
    perMinute: campaign?.pacing?.starts_per_minute ?? 60,
    atOnce: campaign?.pacing?.max_active ?? 10,
    maxCallMinutes: Math.round((campaign?.max_call_ms ?? 5 * MINUTE) / MINUTE),
    attempts: campaign?.retry?.max_attempts ?? 3,
    perDay: campaign?.retry?.attempts_per_day ?? 1,
    budget: campaign?.budget_calls ?? null,
  };
}
