import { describe, expect, it } from "vitest";
import { campaignBody, formValues } from "./body";

const typed = {
  name: " Noviembre ",
  purpose: "service",
  script: "scr_1",
  window_start: "09:00",
  window_end: "17:30",
  "pacing.starts_per_minute": "30",
  "pacing.max_active": "8",
  "retry.max_attempts": "2",
  "retry.attempts_per_day": "1",
  max_call_ms: "4",
  budget_calls: "",
};

describe("campaignBody", () => {
  it("is what was typed, in the API's units", () => {
    expect(campaignBody(typed, ["+576015550100"])).toEqual({
      name: "Noviembre",
      purpose: "service",
      script: "scr_1",
      from_numbers: ["+576015550100"],
      window_start: "09:00",
      window_end: "17:30",
      pacing: { starts_per_minute: 30, max_active: 8 },
      retry: { max_attempts: 2, attempts_per_day: 1 },
      max_call_ms: 240_000,
      budget_calls: null,
    });
  });

  it("survives the way through the form", () => {
    const values = formValues({ ...campaignBody(typed, ["+576015550100"]), budget_calls: 500 });
    expect(values).toMatchObject({ maxCallMinutes: 4, perMinute: 30, budget: 500, numbers: ["+576015550100"] });
  });
});
