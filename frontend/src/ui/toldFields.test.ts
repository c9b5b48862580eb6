import { describe, expect, it } from "vitest";
import { Problem } from "~/api/problem";
import { ToldFields } from "./toldFields";

const refused = (...errors: { field: string; detail: string }[]) =>
  new Problem({ type: "", title: "", status: 422, detail: "Corrija lo señalado.", instance: "", code: "request.invalid", errors: errors.map((error) => ({ ...error, code: "" })) });

describe("what is wrong with a field", () => {
  const problem = refused(
    { field: "name", detail: "Falta el nombre." },
    { field: "scopes[1]", detail: "No existe ese permiso." },
    { field: "tariff.per_minute", detail: "Es demasiado." },
  );

  it("is told by the form when no field of it has that name", () =>
    expect(new ToldFields().rest(problem)).toEqual(["Falta el nombre.", "No existe ese permiso.", "Es demasiado."]));

  it("is told once: at its field, when there is one", () => {
    const form = new ToldFields();
    form.put("1", { name: "name", error: undefined });
    expect(form.rest(problem)).toEqual(["No existe ese permiso.", "Es demasiado."]);
  });

  it("is told at the field of the whole, when that is the one that there is", () => {
    const form = new ToldFields();
    form.put("1", { name: "scopes", error: undefined });
    expect(form.rest(problem)).toEqual(["Falta el nombre.", "Es demasiado."]);
  });

  it("is told at a field of another name that says it", () => {
    const form = new ToldFields();
    form.put("1", { name: "price", error: "Es demasiado." });
    expect(form.rest(problem)).toEqual(["Falta el nombre.", "No existe ese permiso."]);
  });

  it("is told by the form again when its field went away", () => {
    const form = new ToldFields();
    let heard = 0;
    form.listen(() => (heard += 1));
    form.put("1", { name: "name", error: undefined });
    form.take("1");
    expect(form.rest(problem)).toHaveLength(3);
    expect(heard).toBe(2);
  });

  it("that several lines share is told once", () =>
    expect(new ToldFields().rest(refused({ field: "a", detail: "Falta." }, { field: "b", detail: "Falta." }))).toEqual(["Falta."]));
});
