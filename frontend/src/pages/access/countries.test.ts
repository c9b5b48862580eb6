import { describe, expect, it } from "vitest";
import { countries, likelyCountry } from "./countries";

describe("countries", () => {
  it("are named and ordered in the viewer's language", () => {
    expect(countries("es")).toContainEqual({ value: "US", label: "Estados Unidos" });
    expect(countries("en")).toContainEqual({ value: "US", label: "United States" });
    const labels = countries("es").map(({ label }) => label);
    expect(labels).toEqual([...labels].sort(new Intl.Collator("es").compare));
  });

  it.each([
    [["es-MX", "en-US"], "MX"],
    [["fr-FR", "es", "en-US"], "US"],
    [["es"], "CO"],
    [[], "CO"],
  ])("of a browser that speaks %s begin with %s", (languages, country) => expect(likelyCountry(languages)).toBe(country));
});
