import { describe, expect, it } from "vitest";
import type { Campaign } from "../status";
import { bodyOf, faultsOf, namedFields, newBody, stepOf, steps, type Values, valuesOf } from "./steps";

const typed: Values = {
  name: " Noviembre ",
  purpose: "service",
  script: "scr_1",
  from_numbers: "+576015550100,+576015550199",
  window_start: "09:00",
  window_end: "17:30",
  "pacing.starts_per_minute": "30",
  "pacing.max_active": " 8 ",
  "retry.max_attempts": "2",
  "retry.attempts_per_day": "1",
  max_call_ms: "4",
  budget_calls: "",
};

describe("what is typed", () => {
  it("is saved in the API's units", () => {
    expect(newBody(typed)).toEqual({
      name: "Noviembre",
      purpose: "service",
      script: "scr_1",
      from_numbers: ["+576015550100", "+576015550199"],
      window_start: "09:00",
      window_end: "17:30",
      pacing: { starts_per_minute: 30, max_active: 8 },
      retry: { max_attempts: 2, attempts_per_day: 1 },
      max_call_ms: 240_000,
      budget_calls: null,
    });
  });
  it("is saved step by step, each with its own fields alone", () => {
    expect(bodyOf("retries", typed)).toEqual({ retry: { max_attempts: 2, attempts_per_day: 1 } });
    expect(bodyOf("budget", { ...typed, budget_calls: "500" })).toEqual({ budget_calls: 500 });
  });
  it.each(["100000", "100.000", "100,000", "100 000", " 100\u00a0000 "])("may part a count as people do: %s", (text) => {
    const values = { ...typed, budget_calls: text, "pacing.starts_per_minute": "1.500" };
    expect(faultsOf("budget", values)).toEqual({});
    expect(faultsOf("pace", values)).toEqual({});
    expect(bodyOf("budget", values)).toEqual({ budget_calls: 100_000 });
    expect(bodyOf("pace", values)).toHaveProperty("pacing.starts_per_minute", 1500);
  });
  it("keeps the seconds of a longest call that a program set, until another is written", () => {
    for (const max_call_ms of [90_000, 20_000]) {
      const stored = { ...newBody(typed), max_call_ms } as Campaign;
      const values = { ...valuesOf(stored), "pacing.starts_per_minute": "31" };
      expect(faultsOf("pace", values)).toEqual({});
      expect(bodyOf("pace", values, stored).max_call_ms).toBe(max_call_ms);
      expect(bodyOf("pace", { ...values, max_call_ms: "7" }, stored).max_call_ms).toBe(420_000);
    }
  });
  it("survives the way to the API and back", () => {
    const there = newBody(typed);
    expect(valuesOf(there as Campaign)).toEqual({ ...typed, name: "Noviembre", "pacing.max_active": "8" });
  });
});

describe("a step", () => {
  const fault = (change: Partial<Values>, step: (typeof steps)[number]) => faultsOf(step, { ...typed, ...change });
  it("is sound as it begins, but for what only a person knows", () => {
    expect(steps.filter((step) => Object.keys(faultsOf(step, valuesOf(null))).length > 0)).toEqual(["who", "script", "numbers"]);
  });
  it("counts a name as the API does, in bytes", () => {
    expect(fault({ name: "a".repeat(120) }, "who")).toEqual({});
    expect(fault({ name: "ñ".repeat(61) }, "who")).toEqual({ name: { kind: "longName" } });
  });
  it("takes hours that begin before they end, or none", () => {
    expect(fault({ window_start: "", window_end: "" }, "when")).toEqual({});
    expect(fault({ window_end: "" }, "when")).toEqual({ window_end: { kind: "halfHours" } });
    expect(fault({ window_start: "" }, "when")).toEqual({ window_start: { kind: "halfHours" } });
    expect(fault({ window_start: "17:30" }, "when")).toEqual({ window_end: { kind: "emptyHours" } });
  });
  it("takes whole numbers within the API's bounds", () => {
    const range = { kind: "range", least: 1, most: 6000 };
    for (const text of ["", "0", "6001", "1.5", "1.50", "1.5000", "-3", "diez"])
      expect(fault({ "pacing.starts_per_minute": text }, "pace")).toEqual({ "pacing.starts_per_minute": range });
    expect(fault({ budget_calls: " " }, "budget")).toEqual({});
    expect(fault({ budget_calls: "0" }, "budget")).toHaveProperty("budget_calls");
  });
});

describe("a complaint of the API", () => {
  it("belongs to the step that asks for its field", () => {
    expect(stepOf("retry.max_attempts")).toBe("retries");
    expect(stepOf("from_numbers[1]")).toBe("numbers");
    expect(stepOf("shortest_call_ms")).toBeUndefined();
  });
  it("stands at the field", () => expect(namedFields({ "from_numbers[1]": "no" })).toEqual({ from_numbers: "no" }));
});
