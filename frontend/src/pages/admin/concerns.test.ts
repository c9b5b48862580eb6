import { describe, expect, it } from "vitest";
import { BEHIND_MANY, concernsOf, stopsWork, type System } from "./concerns";

const well = {
  processes: [
    { alive: true, parts: "api billing analytics notification" },
    { alive: true, parts: "calls" },
    { alive: false, parts: "calls" },
  ],
  connections: [{ name: "Retell", active: 3, limit: 20, stopped: false }],
  consumers: [{ consumer: "billing", behind: BEHIND_MANY - 1 }],
  jobs: [{ state: "scheduled", jobs: 500 }],
  at: "2026-11-26T11:00:00.000Z",
  last_hour: { calls: 100, failed: 10 },
  recent_since: "2026-11-26T10:45:00.000Z",
  recent_calls: { calls: 0, failed: 0 },
  traffic: { requests: 0, overloaded: 0 },
  recent_traffic: { requests: 0, overloaded: 0 },
  webhooks_dead: 0,
} as System;
const concernsWith = (change: object) => concernsOf({ ...well, ...change });

describe("concernsOf", () => {
  it("finds nothing where all is well, though a process has ended", () => {
    expect(concernsOf(well)).toEqual([]);
  });
  it("says first that nobody works", () => {
    expect(concernsWith({ processes: [{ alive: false }], webhooks_dead: 2 })).toEqual([
      { kind: "noProcess" },
      { kind: "dead", n: 2 },
    ]);
  });
  it("says which work nobody does, though the others go on, and who did it last", () => {
    const processes = [
      { alive: true, parts: "api billing notification" },
      { alive: false, parts: "calls", host: "uno", seen_at: "2026-11-26T10:00:00.000Z" },
      { alive: false, parts: "calls", host: "dos", seen_at: "2026-11-26T10:00:30.000Z" },
    ];
    const found = concernsWith({ processes, webhooks_dead: 2 });
    expect(found).toEqual([
      { kind: "noPart", part: "calls", host: "dos", seen: "2026-11-26T10:00:30.000Z" },
      { kind: "noPart", part: "analytics", host: "", seen: "" },
      { kind: "dead", n: 2 },
    ]);
    expect(found.map(stopsWork)).toEqual([true, true, false]);
  });
  it("tells a connection that is stopped from one that is full", () => {
    const connections = [
      { name: "a", stopped: true, stopped_reason: "401", active: 5, limit: 5 },
      { name: "b", stopped: false, set_up: true, active: 5, limit: 5 },
      { name: "c", stopped: false, set_up: false, active: 0, limit: 5 },
    ];
    expect(concernsWith({ connections }).map(({ kind }) => kind)).toEqual(["stopped", "full", "unready"]);
  });
  it("speaks of failures where there are calls enough", () => {
    expect(concernsWith({ last_hour: { calls: 19, failed: 19 } })).toEqual([]);
    const since = "2026-11-26T10:00:00.000Z";
    expect(concernsWith({ last_hour: { calls: 100, failed: 11 } })).toEqual([{ kind: "failed", failed: 11, calls: 100, since }]);
  });
  it("goes by the newest calls where they are enough", () => {
    const bad = { calls: 20, failed: 3 };
    expect(concernsWith({ recent_calls: bad })).toEqual([{ kind: "failed", ...bad, since: well.recent_since }]);
    expect(concernsWith({ last_hour: { calls: 100, failed: 90 }, recent_calls: { calls: 20, failed: 0 } })).toEqual([]);
    expect(concernsWith({ recent_calls: { calls: 19, failed: 19 } })).toEqual([]);
  });
  it("speaks of errors by their share, where there are enough to have one", () => {
    const traffic = { requests: 1000, server_errors: 11, provider_requests: 19, provider_errors: 19, webhooks: 100, webhooks_failed: 1 };
    expect(concernsWith({ recent_traffic: traffic })).toEqual([{ kind: "api", failed: 11, all: 1000 }]);
    expect(concernsWith({ recent_traffic: { overloaded: 3 } })).toEqual([{ kind: "overloaded", n: 3 }]);
    expect(concernsWith({ traffic })).toEqual([]); // over by now
  });
  it("counts what consumers gave up on, and leaves out those that nobody hears from", () => {
    const consumers = [
      { consumer: "billing", behind: 0, dead: 2 },
      { consumer: "notification", behind: null, dead: null },
    ];
    expect(concernsWith({ consumers })).toEqual([{ kind: "aside", n: 2 }]);
  });
  it("counts what only a person can decide", () => {
    const jobs = [
      { state: "undetermined", jobs: 2 },
      { state: "waiting_funds", jobs: 7 },
    ];
    expect(concernsWith({ jobs })).toEqual([
      { kind: "undetermined", n: 2 },
      { kind: "funds", n: 7 },
    ]);
  });
});
