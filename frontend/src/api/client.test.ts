import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { origin: "http://127.0.0.1" });
const { every } = await import("./client");

describe("what is asked again every so often", () => {
  const asks = every(5000);
  it("is asked while it waits and while it is there", () => {
    expect(asks({ state: { status: "pending", data: undefined } })).toBe(5000);
    expect(asks({ state: { status: "success", data: [] } })).toBe(5000);
  });
  it("is asked when it failed with something to show", () => expect(asks({ state: { status: "error", data: [] } })).toBe(5000));
  it("is left alone when it failed with nothing to show", () => expect(asks({ state: { status: "error", data: undefined } })).toBe(false));
});
