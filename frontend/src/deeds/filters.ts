// From the address of a log to what the API is asked.

import type { components } from "~/api/schema";
import { deedMessages } from "./messages";

type Deed = components["schemas"]["audit_entries"]["type"];

export const isDeed = (text: string | null): text is Deed => text !== null && text in deedMessages.es && (text.includes(".") || text === "alarm");
export const deeds = Object.keys(deedMessages.es).filter(isDeed);
const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The moment at which that day begins here, or the one after it. */
export function beginOfDay(day: string, after = 0): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + after);
  return at.toISOString();
}

export interface Asked {
  type?: Deed;
  actor?: string;
  "created_at[gte]"?: string;
  "created_at[lt]"?: string;
}

/** "?type=campaign.launched&from=2026-10-01" as the API is asked; what nobody can mean is left out. */
export function askedOf(search: URLSearchParams): Asked {
  const [type, actor, from, to] = ["type", "actor", "from", "to"].map((name) => search.get(name)) as [string | null, string | null, string | null, string | null];
  return {
    ...(isDeed(type) ? { type } : {}),
    ...(actor ? { actor } : {}),
    ...(isDay(from) ? { "created_at[gte]": beginOfDay(from) } : {}),
    ...(isDay(to) ? { "created_at[lt]": beginOfDay(to, 1) } : {}),
  };
}
