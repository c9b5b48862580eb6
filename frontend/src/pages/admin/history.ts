// How the figures of the monitor went while the page is open: each answer is one more point, the oldest are dropped.

import { rateOf, type System } from "./concerns";

/** 15 minutes of a look every 3 seconds. */
export const POINTS_MOST = 300;

export interface History {
  /** Of the last answer taken in, so that the same is not taken twice. */
  at: string;
  since: string;
  series: Readonly<Record<string, readonly number[]>>;
}

/** Every figure that has a history, by its name. */
export function figuresOf(system: System): Record<string, number> {
  const { consumers, connections, last_hour: hour, recent_traffic: traffic, jobs } = system;
  const active = connections.reduce((sum, { active: n }) => sum + n, 0);
  return {
    webhooks: system.webhooks_waiting,
    webhooksDead: system.webhooks_dead,
    exports: system.exports_waiting,
    imports: system.batches_importing,
    active,
    calls: hour.calls,
    answered: hour.answered,
    failed: hour.failed,
    undetermined: hour.undetermined,
    due: system.jobs_due,
    relay: system.events_to_relay,
    api: rateOf("api", traffic).failed,
    provider: rateOf("provider", traffic).failed,
    notices: rateOf("notices", traffic).failed,
    ...Object.fromEntries(consumers.map(({ consumer, behind }) => [`c_${consumer ?? ""}`, behind ?? 0])),
    ...Object.fromEntries(connections.map(({ connection, active: n }) => [connection ?? "", n])),
    ...Object.fromEntries(jobs.map(({ state, jobs: n }) => [`j_${state ?? ""}`, n])),
  };
}

export function remember(before: History | undefined, system: System): History {
  const at = system.at;
  if (before?.at === at) return before;
  const figures = figuresOf(system);
  const series: Record<string, readonly number[]> = {};
  for (const [name, value] of Object.entries(figures)) {
    const known = before?.series[name] ?? [];
    series[name] = [...known.slice(Math.max(0, known.length - POINTS_MOST + 1)), value];
  }
  return { at, since: before?.since ?? at, series };
}
