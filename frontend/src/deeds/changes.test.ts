import { describe, expect, it } from "vitest";
import { formatFor } from "~/i18n/format";
import { translator } from "~/i18n/messages";
import { valueMessages } from "./changeMessages";
import { partsOf, valueOf } from "./changes";

const format = formatFor("es-CO", "America/Bogota");
const word = translator(valueMessages, "es", "es-CO");
const told = (name: string, text: string) => valueOf(name, text, format, word);

describe("a field of a change", () => {
  it("is named by its last part, and by its place where it is one of several", () => {
    expect(partsOf("pacing.max_active")).toEqual({ last: "max_active", place: undefined });
    expect(partsOf("columns[2].role")).toEqual({ last: "role", place: 3 });
    expect(partsOf("name")).toEqual({ last: "name", place: undefined });
  });
});

describe("a value of a change", () => {
  it("is said in words where its field has few", () => {
    expect(told("retired", "false")).toBe("no");
    expect(told("role", "viewer")).toBe("Observador");
  });
  it("is left as somebody wrote it where it may be anything", () => {
    expect(told("name", "viewer")).toBe("viewer");
    expect(told("description", "active")).toBe("active");
  });
  it("is written as amounts, lengths and sizes are", () => {
    expect(told("per_minute", "0.900000 USD")).toContain("0,9000");
    expect(told("low_at", "900.000000 USD")).toContain("900,00");
    expect(told("low_at", "900.000000 USD")).not.toContain("900,000");
    expect(told("max_call_ms", "300000")).toBe(format.duration(300000));
    expect(told("max_upload_bytes", "20971520")).toBe(format.bytes(20971520));
    expect(told("brand_color", "")).toBe("—");
  });
});
