// A recording as a picture: how loud each piece of it is, and who speaks in it.

import type { Sentence, Said } from "./transcript";
import { endOf, startOf } from "./transcript";

export const BARS = 128;
/** Beyond it a recording is heard but not drawn: all of it would have to be fetched and unpacked first. */
export const DRAWN_MOST_MS = 10 * 60_000;

/** The loudest of each piece, 0 to 1, the loudest of all being 1. */
export function peaksOf(samples: Float32Array, bars = BARS): number[] {
  const size = samples.length / bars;
  const peaks = Array.from({ length: bars }, (_, i) => {
    let most = 0;
    const to = Math.min(samples.length, Math.ceil((i + 1) * size));
    for (let k = Math.floor(i * size); k < to; k++) most = Math.max(most, Math.abs(samples[k] ?? 0));
    return most;
  });
  const loudest = Math.max(...peaks);
  return loudest > 0 ? peaks.map((peak) => peak / loudest) : peaks;
}

/** Unpacks whatever the browser can play, at the rate of a telephone line: more is not seen. */
export async function peaksOfFile(bytes: ArrayBuffer): Promise<number[]> {
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(bytes);
  return peaksOf(sound.getChannelData(0));
}

export type Speaker = Said["who"] | "nobody";

/** Who speaks in the middle of each piece. */
export function speakersOf(said: Said[], durationMs: number, bars = BARS): Speaker[] {
  const spans = said.flatMap((turn) =>
    turn.sentences.map((sentence: Sentence) => ({ who: turn.who, from: startOf(sentence), to: endOf(sentence) })),
  );
  return Array.from({ length: bars }, (_, i) => {
    const at = ((i + 0.5) / bars) * durationMs;
    return spans.find(({ from, to }) => from !== undefined && to !== undefined && from - 60 <= at && at <= to + 60)?.who ?? "nobody";
  });
}

/** Bars as one path in a box of BARS by 100: the agent's stand up from the middle, the person's hang down, and what is
 *  nobody's lies across it. Without sound, what is said is drawn as even blocks. */
export function pathOf(peaks: number[] | undefined, speakers: Speaker[], who: Speaker): string {
  return speakers
    .map((speaker, i) => {
      if (speaker !== who) return "";
      const size = Math.max(2, (peaks ? (peaks[i] ?? 0) : who === "nobody" ? 0 : 0.55) * 48);
      const top = who === "person" ? 51 : who === "agent" ? 49 - size : 50 - size / 2;
      return `M${i + 0.18} ${round(top)}h.64v${round(size)}h-.64z`;
    })
    .join("");
}

const round = (n: number) => Math.round(n * 10) / 10;
