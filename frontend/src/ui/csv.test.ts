import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";

describe("csvOf", () => {
  it("quotes what must be quoted and leaves the rest", () => {
    expect(csvOf(["Nombre", "Nota"], [["Ana", 'dijo "sí", mañana'], ["Luis", "a\nb"]])).toBe(
      'Nombre,Nota\r\nAna,"dijo ""sí"", mañana"\r\nLuis,"a\nb"\r\n',
    );
  });
  it("gives a spreadsheet no formula to run, and keeps numbers", () => {
    expect(csvOf(["a"], [["=1+1"], ["+57 300 111"], ["-12.5"], ["@x"], ["-cmd"]])).toBe(
      "a\r\n'=1+1\r\n+57 300 111\r\n-12.5\r\n'@x\r\n'-cmd\r\n",
    );
  });
});
