import { describe, expect, it } from "vitest";
import { masked } from "./masked";

describe("masked", () => {
  it("keeps the country and the last two digits", () => expect(masked("+573001234512")).toBe("+57 ••• ••12"));
  it("leaves what is masked already", () => expect(masked("+57••••••12")).toBe("+57••••••12"));
});
