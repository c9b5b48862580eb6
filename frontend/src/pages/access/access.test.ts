import { describe, expect, it } from "vitest";
import { placeAfter } from "./place";

describe("the place after signing in", () => {
  it("is the page that was asked for", () => expect(placeAfter("/campaigns/cmp_1?x=2")).toBe("/campaigns/cmp_1?x=2"));
  it.each([null, "https://evil.example", "//evil.example", "/\\evil.example", "/login", "javascript:alert(1)"])(
    "is the home page instead of %s",
    (to) => expect(placeAfter(to)).toBe("/"),
  );
});
