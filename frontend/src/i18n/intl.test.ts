import { describe, expect, it } from "vitest";
import { dateTimeFormat, nameOf, numberFormat } from "./intl";

describe("writers", () => {
  it("are made once for a locale and its options", () => {
    expect(numberFormat("es-CO", { maximumFractionDigits: 2 })).toBe(numberFormat("es-CO", { maximumFractionDigits: 2 }));
    expect(numberFormat("es-CO")).toBe(numberFormat("es-CO"));
  });
  it("are others for another locale, zone or number of digits", () => {
    expect(numberFormat("es-CO", { maximumFractionDigits: 0 }).format(1234.5)).toBe("1.235");
    expect(numberFormat("es-CO", { maximumFractionDigits: 1 }).format(1234.5)).toBe("1.234,5");
    expect(numberFormat("en-US", { maximumFractionDigits: 1 }).format(1234.5)).toBe("1,234.5");
    const hour = (timeZone: string) => dateTimeFormat("en-US", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(0);
    expect([hour("America/Bogota"), hour("UTC")]).toEqual(["19", "00"]);
  });
});

describe("nameOf", () => {
  it("names countries and languages as the locale does", () => {
    expect([nameOf("es-CO", "region", "US"), nameOf("en-US", "region", "US")]).toEqual(["Estados Unidos", "United States"]);
    expect(nameOf("es-CO", "language", "en")).toBe("inglés");
  });
  it.each(["", "no country", "ZZZ9"])("leaves what is no code as it is: %s", (code) => expect(nameOf("es-CO", "region", code)).toBe(code));
});
