import { describe, expect, it } from "vitest";
import { newOf } from "./draft";

const stored = { name: "Cobranza", language: "es-CO", opening: "Buenos días", instructions: "Recuerde el saldo." };

describe("what was typed of a script", () => {
  it("is what the server does not have", () => {
    expect(newOf({ name: "Cobranza", opening: "Buenas tardes" }, stored)).toEqual({ opening: "Buenas tardes" });
    expect(newOf({}, stored)).toEqual({});
  });

  it("may be that a text is empty", () => {
    expect(newOf({ opening: "" }, stored)).toEqual({ opening: "" });
  });

  it("leaves what somebody else changed as they have it", () => {
    const theirs = { ...stored, instructions: "Otro texto" };
    expect({ ...theirs, ...newOf({ opening: "Hola" }, theirs) }).toEqual({ ...theirs, opening: "Hola" });
  });
});
