import { describe, expect, it } from "vitest";
import { codeOf, codesText, inFours } from "./codes";

describe("recovery codes", () => {
  it("are one a line, with what they are for", () => {
    expect(codesText({ title: "Códigos", whose: "ana@example.com", use: "Una vez." }, ["AAAA-BBBB", "CCCC-DDDD"])).toBe(
      "Códigos\r\nana@example.com\r\n\r\n 1. AAAA-BBBB\r\n 2. CCCC-DDDD\r\n\r\nUna vez.\r\n",
    );
  });
});

describe("a secret", () => {
  it("is written in fours", () => {
    expect(inFours("JBSWY3DPEHPK3PXP")).toBe("JBSW Y3DP EHPK 3PXP");
    expect(inFours("ABCDE")).toBe("ABCD E");
    expect(inFours("")).toBe("");
  });
});

describe("a code of the moment", () => {
  it("is 6 figures, however they are typed", () => {
    for (const text of ["123456", " 123 456 ", "123-456"]) expect(codeOf(text)).toBe("123456");
    for (const text of ["", "12345", "1234567", "ABCD-EFGH", "12345a"]) expect(codeOf(text)).toBeUndefined();
  });
});
