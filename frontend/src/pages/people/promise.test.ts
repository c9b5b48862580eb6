import { describe, expect, it } from "vitest";
import { promiseOf } from "./promise";

describe("promiseOf", () => {
  it("reads the day and the amount, either of which may be missing", () => {
    expect(promiseOf("2026-12-01 150000")).toEqual({ date: "2026-12-01", amount: "150000" });
    expect(promiseOf("2026-12-01")).toEqual({ date: "2026-12-01" });
    expect(promiseOf("150000")).toEqual({ amount: "150000" });
  });
  it("leaves words as they were said", () => {
    expect(promiseOf("la mitad")).toEqual({ amount: "la mitad" });
  });
});
