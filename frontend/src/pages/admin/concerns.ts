// What of the installation waits for a person, worst first.

import type { Schemas } from "~/api/client";

export type System = Schemas["system"];
export type Consumer = Schemas["consumer"]["consumer"];
export type Concern =
  | { kind: "noProcess" }
  | { kind: "noPart"; part: Part; seen: string; host: string }
  | { kind: "dead" | "aside" | "undetermined" | "funds" | "overloaded"; n: number }
  | { kind: "stopped"; name: string; reason: string }
  | { kind: "unready"; name: string }
  | { kind: "full"; name: string; active: number; limit: number }
  | { kind: "behind"; consumer: Consumer; count: number }
  | { kind: "failed"; failed: number; calls: number; since: string }
  | { kind: Rate; failed: number; all: number };

/** What an installation does beside answering: each by at least one process. */
export const PARTS = ["calls", "billing", "analytics", "notification"] as const;
export type Part = (typeof PARTS)[number];

/** Each part that no process does, with the last that did. */
function partsMissing(processes: System["processes"]): Concern[] {
  const does = (part: Part) => processes.filter(({ parts }) => (parts ?? "").split(" ").includes(part));
  return PARTS.flatMap((part) => {
    const those = does(part);
    if (those.some(({ alive }) => alive)) return [];
    const [last] = those.sort((a, b) => (b.seen_at ?? "").localeCompare(a.seen_at ?? ""));
    return [{ kind: "noPart", part, seen: last?.seen_at ?? "", host: last?.host ?? "" }];
  });
}

/** Events behind which a consumer does not stand by itself: minutes of work. */
export const BEHIND_MANY = 1000;
/** What may go wrong in every process: how much of it, among at least so many, is too much. */
export type Rate = "api" | "provider" | "notices";
export interface RateLimit {
  enough: number;
  share: number;
}
export const RATES: Readonly<Record<Rate, RateLimit>> = {
  api: { enough: 100, share: 0.01 },
  provider: { enough: 20, share: 0.05 },
  notices: { enough: 20, share: 0.01 },
};

/** Failed and all of a stretch of time: of requests answered, of those sent to the provider, of its notices. */
export function rateOf(rate: Rate, traffic: System["traffic"]): { failed: number; all: number } {
  const { requests, server_errors, provider_requests, provider_errors, webhooks, webhooks_failed } = traffic;
  switch (rate) {
    case "api":
      return { failed: server_errors, all: requests };
    case "provider":
      return { failed: provider_errors, all: provider_requests };
    case "notices":
      return { failed: webhooks_failed, all: webhooks };
  }
}

export function rateIsTooMuch(rate: Rate, traffic: System["traffic"]): boolean {
  const { failed, all } = rateOf(rate, traffic);
  return all >= RATES[rate].enough && failed / all > RATES[rate].share;
}

/** Calls of which a share can be spoken, and the share that is too much. */
const CALLS_ENOUGH = 20;
export const FAILED_SHARE = 0.1;

/** Nobody is called, or nothing is charged, until it is mended. */
export const stopsWork = ({ kind }: Concern): boolean => kind === "noProcess" || kind === "noPart" || kind === "stopped" || kind === "unready";

export const failsTooMuch = ({ calls, failed }: System["last_hour"]): boolean =>
  calls >= CALLS_ENOUGH && failed / calls > FAILED_SHARE;

const HOUR_MS = 3_600_000;

/** The calls that tell how it is now: the newest ones where they are enough, else those of the hour. */
export function tellingCalls({ at, last_hour, recent_calls, recent_since }: System): System["last_hour"] & { since: string } {
  const enough = recent_calls.calls >= CALLS_ENOUGH;
  return enough ? { ...recent_calls, since: recent_since } : { ...last_hour, since: new Date(Date.parse(at) - HOUR_MS).toISOString() };
}

export function concernsOf(system: System): Concern[] {
  const found: Concern[] = [];
  const { processes, connections, consumers, jobs, recent_traffic: traffic } = system;
  if (processes.some((process) => process.alive)) found.push(...partsMissing(processes));
  else found.push({ kind: "noProcess" });
  for (const { name, stopped, stopped_reason, set_up, active = 0, limit = 0 } of connections) {
    if (stopped) found.push({ kind: "stopped", name: name ?? "", reason: stopped_reason ?? "" });
    else if (set_up === false) found.push({ kind: "unready", name: name ?? "" });
    else if (limit > 0 && active >= limit) found.push({ kind: "full", name: name ?? "", active, limit });
  }
  const telling = tellingCalls(system);
  if (failsTooMuch(telling)) found.push({ kind: "failed", failed: telling.failed, calls: telling.calls, since: telling.since });
  for (const rate of ["provider", "notices", "api"] as const) if (rateIsTooMuch(rate, traffic)) found.push({ kind: rate, ...rateOf(rate, traffic) });
  if (traffic.overloaded) found.push({ kind: "overloaded", n: traffic.overloaded });
  if (system.webhooks_dead) found.push({ kind: "dead", n: system.webhooks_dead });
  for (const { consumer, behind } of consumers)
    if (consumer && behind && behind >= BEHIND_MANY) found.push({ kind: "behind", consumer, count: behind });
  const aside = consumers.reduce((sum, { dead }) => sum + (dead ?? 0), 0);
  if (aside > 0) found.push({ kind: "aside", n: aside });
  const inState = (state: string) => jobs.find((count) => count.state === state)?.jobs ?? 0;
  if (inState("undetermined") > 0) found.push({ kind: "undetermined", n: inState("undetermined") });
  if (inState("waiting_funds") > 0) found.push({ kind: "funds", n: inState("waiting_funds") });
  return found;
}
