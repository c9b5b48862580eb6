import { describe, expect, it } from "vitest";
import { fit } from "./picture";

describe("a picture in its box", () => {
  it("stays as it is when it is small", () => expect(fit({ width: 200, height: 60 })).toEqual({ width: 200, height: 60 }));
  it("keeps its shape", () => {
    expect(fit({ width: 6400, height: 1200 })).toEqual({ width: 640, height: 120 });
    expect(fit({ width: 1000, height: 1000 })).toEqual({ width: 240, height: 240 });
  });
  it("is never nothing", () => expect(fit({ width: 30000, height: 1 })).toEqual({ width: 640, height: 1 }));
});
