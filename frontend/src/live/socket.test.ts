import { beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, type Outside } from "./socket";

class FakeSocket {
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {}
  says(message: Record<string, unknown>) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let sockets: FakeSocket[];
let waits: { ms: number; then: () => void }[];
let chance: number;
let now: number;
let outside: { [K in keyof Outside]: Outside[K] & ReturnType<typeof vi.fn> };

beforeEach(() => {
  sockets = [];
  waits = [];
  chance = 1;
  now = 0;
  outside = {
    enter: vi.fn(async () => ({ url: "ws://x/live", ticket: `t${sockets.length}` })),
    open: vi.fn(() => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    }),
    now: vi.fn(() => now),
    chance: () => chance,
    wait: vi.fn((ms: number, then: () => void) => {
      const wait = { ms, then };
      waits.push(wait);
      return () => void (waits.includes(wait) && waits.splice(waits.indexOf(wait), 1));
    }),
    onUp: vi.fn(),
    onChange: vi.fn(),
    onEvents: vi.fn(),
    onReload: vi.fn(),
  } as never;
});

const settle = () => new Promise((resolve) => setTimeout(resolve));

async function connected(): Promise<LiveSocket> {
  const live = new LiveSocket(outside);
  live.start();
  await settle();
  sockets[0]?.onopen?.();
  return live;
}

describe("LiveSocket", () => {
  it("enters with its ticket and subscribes once it is welcome", async () => {
    const live = await connected();
    live.watch("campaign", "cmp_1");
    expect(sockets[0]?.sent).toEqual([{ type: "enter", ticket: "t0" }]);
    sockets[0]?.says({ type: "welcome", seq: 4, resumed: false, events: [] });
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: "subscribe", topic: "campaign", id: "cmp_1" });
    expect(outside.onUp).toHaveBeenCalledWith(true);
    expect(outside.onReload).not.toHaveBeenCalled();
  });

  it("unsubscribes when the last who watched has gone", async () => {
    const live = await connected();
    sockets[0]?.says({ type: "welcome", seq: 1, events: [] });
    const first = live.watch("account", "");
    const second = live.watch("account", "");
    first();
    expect(sockets[0]?.sent.filter((m) => m["type"] === "unsubscribe")).toHaveLength(0);
    second();
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: "unsubscribe", topic: "account" });
  });

  it("comes back where it was after a cut, and waits longer each time", async () => {
    const live = await connected();
    live.watch("account", "");
    sockets[0]?.says({ type: "welcome", seq: 7, events: [] });
    sockets[0]?.says({ type: "update", seq: 9, changes: [], events: [], reload: false });
    sockets[0]?.onclose?.({ code: 1006 });
    expect(waits[0]?.ms).toBe(500);
    outside.enter.mockRejectedValueOnce(new Error("away"));
    waits[0]?.then();
    await settle();
    expect(waits[1]?.ms).toBe(1000);
    waits[1]?.then();
    await settle();
    sockets[1]?.onopen?.();
    expect(sockets[1]?.sent[0]).toMatchObject({ type: "enter", after: 9 });
    sockets[1]?.says({ type: "welcome", seq: 9, resumed: true, events: [] });
    expect(outside.onReload).not.toHaveBeenCalled();
    expect(sockets[1]?.sent.at(-1)).toEqual({ type: "subscribe", topic: "account" });
  });

  it("leaves half of each wait to chance", async () => {
    await connected();
    chance = 0;
    sockets[0]?.onclose?.({ code: 1006 });
    expect(waits[0]?.ms).toBe(250);
    outside.enter.mockRejectedValueOnce(new Error("away"));
    chance = 0.5;
    waits[0]?.then();
    await settle();
    expect(waits[1]?.ms).toBe(750);
  });

  it("has one socket when it is stopped and started while a ticket is on its way", async () => {
    const live = new LiveSocket(outside);
    live.start();
    live.stop();
    live.start();
    await settle();
    expect(sockets).toHaveLength(1);
    live.stop();
    await settle();
    expect(waits).toHaveLength(0);
  });

  it("says that it is down when it is stopped, and enters anew when it is started", async () => {
    const live = new LiveSocket(outside);
    live.start();
    await settle();
    sockets[0]!.says({ type: "welcome", seq: 4 });
    live.stop();
    expect(outside.onUp).toHaveBeenLastCalledWith(false);
    live.watch("campaign", "cmp_1");
    live.start();
    await settle();
    expect(sockets[0]!.sent.filter(({ type }) => type === "subscribe")).toHaveLength(0);
    sockets[1]!.onopen?.();
    expect(sockets[1]!.sent[0]).toMatchObject({ type: "enter", after: 4 });
  });

  it("takes a new ticket when nobody welcomes it while its own is good", async () => {
    const live = new LiveSocket(outside);
    live.start();
    await settle();
    waits.find(({ ms }) => ms === 30_000)!.then();
    waits.find(({ ms }) => ms === 500)!.then();
    await settle();
    expect(sockets).toHaveLength(2);
    expect(outside.enter).toHaveBeenCalledTimes(2);
  });

  it("asks everything again when it could not resume", async () => {
    await connected();
    sockets[0]?.says({ type: "welcome", seq: 7, events: [] });
    sockets[0]?.onclose?.({ code: 1006 });
    waits[0]?.then();
    await settle();
    sockets[1]?.says({ type: "welcome", seq: 900, resumed: false, events: [] });
    expect(outside.onReload).toHaveBeenCalledOnce();
  });

  it("stays away when its session has ended or the server has no hub", async () => {
    await connected();
    sockets[0]?.onclose?.({ code: 4002 });
    expect(waits).toHaveLength(0);
    outside.enter.mockResolvedValueOnce(null as never);
    new LiveSocket(outside).start();
    await settle();
    expect(sockets).toHaveLength(1);
    expect(waits).toHaveLength(0);
  });

  it("says that it does not come as soon as that is known, and not while it is on its way", async () => {
    const live = new LiveSocket(outside);
    live.start();
    await settle();
    expect(outside.onUp).not.toHaveBeenCalled();
    live.stop();
    for (const answer of [async () => null, () => Promise.reject(new Error("away"))]) {
      outside.onUp.mockClear();
      outside.enter.mockImplementationOnce(answer as never);
      new LiveSocket(outside).start();
      await settle();
      expect(outside.onUp).toHaveBeenCalledExactlyOnceWith(false);
    }
  });

  it("asks for a sign after a silence, and comes back by itself when none comes", async () => {
    await connected();
    sockets[0]?.says({ type: "welcome", seq: 7, events: [] });
    now = 20_000;
    waits[0]?.then();
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: "subscribe", topic: "account" });
    expect(waits.at(-1)?.ms).toBe(8000);
    waits.at(-1)?.then();
    expect(outside.onUp).toHaveBeenLastCalledWith(false);
    waits.at(-1)?.then();
    await settle();
    expect(sockets).toHaveLength(2);
  });

  it("takes any word for a sign, and lets go of what it asked for only to hear one", async () => {
    const live = await connected();
    sockets[0]?.says({ type: "welcome", seq: 7, events: [] });
    now = 20_000;
    waits[0]?.then();
    sockets[0]?.says({ type: "update", seq: 8, changes: [], events: [] });
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: "unsubscribe", topic: "account" });
    live.watch("account", "");
    now = 40_000;
    waits.at(-1)?.then();
    sockets[0]?.says({ type: "update", seq: 9, changes: [], events: [] });
    expect(sockets[0]?.sent.at(-1)).toEqual({ type: "subscribe", topic: "account" });
    expect(outside.onUp).not.toHaveBeenCalledWith(false);
  });

  it("does not trust its socket after the device slept", async () => {
    await connected();
    sockets[0]?.says({ type: "welcome", seq: 7, events: [] });
    now = 3_600_000;
    waits[0]?.then();
    expect(outside.onUp).toHaveBeenLastCalledWith(false);
  });

  it("comes back at once when somebody looks again", async () => {
    const live = await connected();
    sockets[0]?.says({ type: "welcome", seq: 7, events: [] });
    sockets[0]?.onclose?.({ code: 1006 });
    live.wake();
    await settle();
    expect(sockets).toHaveLength(2);
    expect(waits.map(({ ms }) => ms)).not.toContain(500);
    live.wake();
    await settle();
    expect(sockets).toHaveLength(2);
  });
});
