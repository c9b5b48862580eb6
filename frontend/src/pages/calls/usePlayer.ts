import { useCallback, useEffect, useRef, useState } from "react";

export interface Player {
  /** For the <audio> element. */
  ref(element: HTMLAudioElement | null): void;
  playing: boolean;
  /** It is wanted and has not come yet. */
  waiting: boolean;
  failed: boolean;
  ms: number;
  durationMs: number;
  rate: number;
  toggle(): void;
  seek(ms: number): void;
  /** From there on, playing. */
  playFrom(ms: number): void;
  skip(ms: number): void;
  setRate(rate: number): void;
  again(): void;
}

/** A recording that plays, and the moment that it is at, told with every frame. */
export function usePlayer(knownMs: number): Player {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [element, setElement] = useState<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [failed, setFailed] = useState(false);
  const [ms, setMs] = useState(0);
  const [durationMs, setDuration] = useState(knownMs);
  const [rate, setRate] = useState(1);

  const ref = useCallback((next: HTMLAudioElement | null) => {
    audio.current = next;
    setElement(next);
  }, []);

  useEffect(() => {
    if (!element) return;
    const tell = () => setMs(element.currentTime * 1000);
    const on: Record<string, () => void> = {
      play: () => setPlaying(true),
      pause: () => setPlaying(false),
      ended: () => setPlaying(false),
      waiting: () => setWaiting(true),
      playing: () => setWaiting(false),
      canplay: () => setWaiting(false),
      seeked: tell,
      timeupdate: tell,
      error: () => {
        setFailed(true);
        setPlaying(false);
        setWaiting(false);
      },
      loadedmetadata: () => {
        if (Number.isFinite(element.duration)) setDuration(element.duration * 1000);
      },
    };
    for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(on)) element.removeEventListener(name, listener);
    };
  }, [element]);

  useEffect(() => {
    if (!playing || !element) return;
    let frame = requestAnimationFrame(function tick() {
      setMs(element.currentTime * 1000);
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, element]);

  const seek = (to: number) => {
    const at = Math.max(0, Math.min(to, durationMs));
    if (audio.current) audio.current.currentTime = at / 1000;
    setMs(at);
  };
  // A play that is cut off by a pause, or refused by the browser, leaves it paused: the button says so.
  const play = () => void audio.current?.play().catch(() => setPlaying(false));
  return {
    ref,
    playing,
    waiting,
    failed,
    ms,
    durationMs,
    rate,
    seek,
    skip: (by) => seek((audio.current?.currentTime ?? 0) * 1000 + by),
    toggle: () => (audio.current?.paused ? play() : audio.current?.pause()),
    playFrom: (to) => {
      seek(to);
      play();
    },
    setRate: (next) => {
      if (audio.current) audio.current.playbackRate = next;
      setRate(next);
    },
    again: () => {
      setFailed(false);
      audio.current?.load();
    },
  };
}
