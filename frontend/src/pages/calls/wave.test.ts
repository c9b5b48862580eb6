import { describe, expect, it } from "vitest";
import { saidOf } from "./transcript";
import { pathOf, peaksOf, speakersOf } from "./wave";

describe("peaksOf", () => {
  it("keeps the loudest of each piece and measures against the loudest of all", () => {
    expect(peaksOf(Float32Array.of(0.1, -0.5, 0, 0, 0.25, 0.1), 3)).toEqual([1, 0, 0.5]);
  });
  it("is flat for silence and for nothing", () => {
    expect(peaksOf(new Float32Array(8), 2)).toEqual([0, 0]);
    expect(peaksOf(new Float32Array(0), 2)).toEqual([0, 0]);
  });
});

describe("speakersOf", () => {
  const said = saidOf([
    { speaker: "agent", text: "Hola.", start_ms: 0, end_ms: 900, words: [] },
    { speaker: "person", text: "Sí.", start_ms: 2100, end_ms: 2900, words: [] },
  ]);
  it("tells who speaks in each piece", () => {
    expect(speakersOf(said, 4000, 4)).toEqual(["agent", "nobody", "person", "nobody"]);
  });
  it("draws the agent above the middle and the person below", () => {
    const speakers = speakersOf(said, 4000, 4);
    expect(pathOf([1, 0, 1, 0], speakers, "agent")).toBe("M0.18 1h.64v48h-.64z");
    expect(pathOf([1, 0, 1, 0], speakers, "person")).toBe("M2.18 51h.64v48h-.64z");
  });
});
