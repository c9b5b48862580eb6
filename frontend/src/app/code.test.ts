import { describe, expect, it } from "vitest";
import { codeOf } from "./code";

describe("codeOf", () => {
  it("asks once, whoever asks", async () => {
    let times = 0;
    const load = async () => ++times;
    expect(codeOf(load)).toBe(codeOf(load));
    expect(await codeOf(load)).toBe(1);
  });
  it("keeps to what did not come: who draws it would ask without end", async () => {
    let times = 0;
    const load = () => Promise.reject(new Error(`gone ${++times}`));
    await expect(codeOf(load)).rejects.toThrow("gone 1");
    await expect(codeOf(load)).rejects.toThrow("gone 1");
  });
});
