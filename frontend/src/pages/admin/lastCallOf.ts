import type { Schemas } from "~/api/client";

/** The server knows when a call was to the quarter of an hour, and tells its beginning. */
const KNOWN_TO_MS = 15 * 60_000;

type Listed = Pick<Schemas["listed_account"], "last_call_at" | "active_calls">;

/** "past": so long ago that it can be said how long. */
export function lastCallOf({ last_call_at: at, active_calls: active }: Listed, now: number): "now" | "recent" | "past" | "never" {
  if (active) return "now";
  if (!at) return "never";
  return now - Date.parse(at) < KNOWN_TO_MS ? "recent" : "past";
}
