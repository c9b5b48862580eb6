import { describe, expect, it } from "vitest";
import { scaleTo } from "./scale";

describe("scaleTo", () => {
  it("ends at or above the highest bar in few steps that are easily read", () => {
    expect(scaleTo(147)).toEqual([0, 50, 100, 150]);
    expect(scaleTo(8)).toEqual([0, 2, 4, 6, 8]);
    expect(scaleTo(41_000)).toEqual([0, 20_000, 40_000, 60_000]);
  });

  it("has a line above none and above one", () => {
    expect(scaleTo(0)).toEqual([0, 1]);
    expect(scaleTo(1)).toEqual([0, 1]);
  });
});
