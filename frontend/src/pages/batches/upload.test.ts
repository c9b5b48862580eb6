import { describe, expect, it } from "vitest";
import { faultOf, UPLOAD_MOST, uploadPath } from "./upload";

describe("a file", () => {
  it("is a sheet by its ending, in any case", () => {
    expect(faultOf({ name: "Cartera.XLSX", size: 1 })).toBeNull();
    expect(faultOf({ name: "cartera.pdf", size: 1 })).toBe("wrongKind");
  });
  it("may be any that the server reads", () => {
    for (const name of ["macros.xlsm", "exportado.txt", "exportado.tsv"]) expect(faultOf({ name, size: 1 })).toBeNull();
  });
  it("has a most", () => expect(faultOf({ name: "a.csv", size: UPLOAD_MOST + 1 })).toBe("tooLarge"));
  it("keeps its name on the way", () =>
    expect(uploadPath("año & más+.csv", "cmp_1")).toBe("/api/v1/batches?file_name=a%C3%B1o%20%26%20m%C3%A1s%2B.csv&campaign=cmp_1"));
});
