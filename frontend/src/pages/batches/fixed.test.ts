import { describe, expect, test } from "vitest";
import { fixedSays } from "./fixed";

const note = (text: string) => ({ slug: "phone.too_short", column: "celular", text });

describe("a row that was written into", () => {
  test("that stays out says so, with every reason", () => {
    expect(fixedSays({ verdict: "rejected", notes: [note("El teléfono es muy corto."), note("La fila no tiene teléfono.")] })).toEqual({
      says: "fixedOut",
      reason: "El teléfono es muy corto. La fila no tiene teléfono.",
    });
    expect(fixedSays({ verdict: "duplicate", notes: [] }).says).toBe("fixedOut");
    expect(fixedSays({ verdict: "suppressed", notes: [] }).says).toBe("fixedOut");
  });

  test("that goes in with a warning says of what", () => {
    expect(fixedSays({ verdict: "warned", notes: [note("Vence no es una fecha.")] })).toEqual({
      says: "fixedWarned",
      reason: "Vence no es una fecha.",
    });
  });

  test("that is good is saved, no more", () => {
    expect(fixedSays({ verdict: "ready", notes: [] }).says).toBe("fixed");
    expect(fixedSays({ verdict: "repaired", notes: [note("Se separaron.")] }).says).toBe("fixed");
  });
});
