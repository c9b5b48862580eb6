import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { whenIdle } from "./whenIdle";

describe("whenIdle", () => {
  let idle: (() => void)[];
  beforeEach(() => {
    idle = [];
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    vi.stubGlobal("requestIdleCallback", (then: () => void) => idle.push(then));
    vi.stubGlobal("cancelIdleCallback", (id: number) => void idle.splice(id - 1, 1));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("waits for the page to rest, and then for the browser", () => {
    const then = vi.fn();
    whenIdle(then, 100);
    expect(idle).toHaveLength(0);
    vi.advanceTimersByTime(100);
    expect(then).not.toHaveBeenCalled();
    idle[0]?.();
    expect(then).toHaveBeenCalledOnce();
  });

  it("is called off whatever it waits for", () => {
    whenIdle(() => undefined, 100)();
    vi.advanceTimersByTime(100);
    expect(idle).toHaveLength(0);
    const callOff = whenIdle(() => undefined, 100);
    vi.advanceTimersByTime(100);
    expect(idle).toHaveLength(1);
    callOff();
    expect(idle).toHaveLength(0);
  });
});
