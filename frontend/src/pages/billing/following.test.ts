import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { following } from "./following";

describe("what follows the balance", () => {
  const look = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers();
    look.mockClear();
  });
  afterEach(() => void vi.useRealTimers());

  it("looks once for all that changed meanwhile", () => {
    const lines = following("10", look, 2000);
    for (const balance of ["10", "9", "8", "7"]) lines.hear(balance);
    expect(look).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2000);
    expect(look).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    expect(look).toHaveBeenCalledOnce();
  });

  it("looks again when it comes back to what it was: what was held was let go", () => {
    const lines = following("10", look, 2000);
    lines.hear("9");
    vi.advanceTimersByTime(2000);
    lines.hear("10");
    vi.advanceTimersByTime(2000);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("looks no more once it stopped", () => {
    const lines = following("10", look, 2000);
    lines.hear("9");
    lines.stop();
    vi.advanceTimersByTime(2000);
    expect(look).not.toHaveBeenCalled();
  });
});
