import { describe, expect, it } from "vitest";
import { translator } from "~/i18n/messages";
import { actorWord, placeOf } from "./actorWord";
import { deedMessages } from "./messages";

const t = translator(deedMessages, "es", "es-CO");
const people = [{ id: "usr_01ana", email: "ana@sur.co" }];
const keys = [{ id: "key_01crm", name: "CRM" }];

describe("actorWord", () => {
  it("names people by e-mail and keys by name", () => {
    expect(actorWord("usr_01ana", people, keys, t)).toBe("ana@sur.co");
    expect(actorWord("key_01crm", people, keys, t)).toContain("CRM");
    expect(actorWord("system", people, keys, t)).toBe("El sistema");
    expect(actorWord("operator", people, keys, t)).toBe("Operador del servicio");
  });
  it("says what they are of whom it does not know", () => {
    expect(actorWord("usr_01m8epkjsx", people, keys, t)).toBe("Persona …epkjsx");
    expect(actorWord("key_01m8epkjsx", people, keys, t)).toBe("Llave …epkjsx");
    expect(actorWord(null, people, keys, t)).toBe("—");
  });
});

describe("placeOf", () => {
  it("reads who and which roles", () => {
    expect(placeOf("usr_01ana owner")).toEqual({ user: "usr_01ana", roles: ["owner"] });
    expect(placeOf("usr_01ana viewer > admin")).toEqual({ user: "usr_01ana", roles: ["viewer", "admin"] });
    expect(placeOf("usr_01ana")).toEqual({ user: "usr_01ana", roles: [] });
  });
  it("reads the role of an invitation, which nobody has accepted yet", () => {
    expect(placeOf("inv_01xyz operator")).toEqual({ user: undefined, roles: ["operator"] });
  });
  it("leaves all else alone", () => {
    expect(placeOf("Factura sin pagar")).toBeUndefined();
    expect(placeOf("usr_01ana <b>")).toBeUndefined();
  });
});
