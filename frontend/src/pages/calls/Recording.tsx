import { useQuery } from "@tanstack/react-query";
import { AudioLines, Download, Pause, Play, RotateCcw, RotateCw } from "lucide-react";
import { memo, useMemo } from "react";
import { http } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, IconButton } from "~/ui/Button";
import { ErrorState } from "~/ui/ErrorState";
import { Select } from "~/ui/Select";
import { Skeleton } from "~/ui/States";
import type { Call } from "./CallOutcome";
import { callMessages } from "./messages";
import styles from "./Recording.module.css";
import type { Said } from "./transcript";
import type { Player } from "./usePlayer";
import { BARS, DRAWN_MOST_MS, pathOf, peaksOfFile, type Speaker, speakersOf } from "./wave";

export const SKIP_MS = 10_000;
const STEP_MS = 2_000;
const rates = ["0.75", "1", "1.25", "1.5", "2"] as const;

async function fetchRecording(id: string, signal: AbortSignal, headers: Record<string, string>): Promise<ArrayBuffer> {
  const { data } = await http.GET("/api/v1/calls/{id}/recording", { params: { path: { id } }, parseAs: "arrayBuffer", headers, signal } as never);
  return data as unknown as ArrayBuffer;
}

const kept = { staleTime: Infinity, retry: false } as const;

/** Is there one? Its first byte tells. */
export function useRecording(call: Call, wanted: boolean) {
  const id = call.id ?? "";
  return useQuery({
    ...kept,
    queryKey: ["recording", id],
    enabled: wanted,
    queryFn: async ({ signal }) => (await fetchRecording(id, signal, { Range: "bytes=0-0" })).byteLength > 0,
  });
}

/** How loud it is, piece by piece; null: it is long, or not yet known, or the browser can play but not unpack it. */
function usePeaks(call: Call): number[] | null {
  const id = call.id ?? "";
  const peaks = useQuery({
    ...kept,
    queryKey: ["peaks", id],
    enabled: (call.talk_ms ?? 0) <= DRAWN_MOST_MS,
    queryFn: async ({ signal }) => peaksOfFile(await fetchRecording(id, signal, {})),
  });
  return peaks.data ?? null;
}

const Bars = memo(function Bars({ paths }: { paths: Record<Speaker, string> }) {
  return (
    <svg viewBox={`0 0 ${BARS} 100`} preserveAspectRatio="none" aria-hidden focusable="false">
      {(Object.keys(paths) as Speaker[]).map((who) => (
        <path key={who} d={paths[who]} data-who={who} />
      ))}
    </svg>
  );
});

/** The whole as a picture, what was heard in full colour; over it the browser's own slider, for hands and keyboards. */
function Wave({ call, player, said }: { call: Call; player: Player; said: Said[] }) {
  const peaks = usePeaks(call);
  const t = useMessages(callMessages);
  const format = useFormat();
  const paths = useMemo(() => {
    const speakers = speakersOf(said, player.durationMs);
    const of = (who: Speaker) => pathOf(peaks ?? undefined, speakers, who);
    return { agent: of("agent"), person: of("person"), nobody: of("nobody") };
  }, [said, peaks, player.durationMs]);
  const part = player.durationMs > 0 ? Math.min(1, player.ms / player.durationMs) : 0;
  const time = t("at", { at: format.clock(player.ms), of: format.clock(player.durationMs) });
  return (
    <div className={styles["wave"]}>
      <Bars paths={paths} />
      <div className={styles["heard"]} style={{ clipPath: `inset(0 ${(1 - part) * 100}% 0 0)` }}>
        <Bars paths={paths} />
      </div>
      <span className={styles["head"]} style={{ left: `${part * 100}%` }} />
      <input
        type="range"
        aria-label={t("position")}
        aria-valuetext={time}
        min={0}
        max={Math.max(1, Math.round(player.durationMs))}
        step={100}
        value={Math.round(player.ms)}
        onChange={(event) => player.seek(Number(event.currentTarget.value))}
        onKeyDown={(event) => {
          const step = { ArrowRight: STEP_MS, ArrowUp: STEP_MS, ArrowLeft: -STEP_MS, ArrowDown: -STEP_MS, PageUp: SKIP_MS, PageDown: -SKIP_MS }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          player.skip(step);
        }}
      />
    </div>
  );
}

function Controls({ call, player }: { call: Call; player: Player }) {
  const t = useMessages(callMessages);
  const format = useFormat();
  return (
    <div className={styles["controls"]}>
      <Select
        small
        label={t("speed")}
        value={String(player.rate)}
        choices={rates.map((value) => ({ value, label: `${format.number(Number(value))}×` }))}
        onChange={(rate) => player.setRate(Number(rate))}
      />
      <div className={styles["transport"]}>
        <IconButton label={t("back10")} icon={RotateCcw} aria-keyshortcuts="J" onClick={() => player.skip(-SKIP_MS)} />
        <Button
          kind="primary"
          className={styles["play"]}
          aria-label={t(player.playing ? "pause" : "play")}
          title={t(player.playing ? "pause" : "play")}
          aria-keyshortcuts="K"
          data-playing={player.playing || undefined}
          onClick={player.toggle}
        >
          {player.playing ? <Pause aria-hidden size={18} /> : <Play aria-hidden size={18} />}
        </Button>
        <IconButton label={t("forward10")} icon={RotateCw} aria-keyshortcuts="L" onClick={() => player.skip(SKIP_MS)} />
      </div>
      <a className={styles["download"]} href={`/api/v1/calls/${call.id ?? ""}/recording`} download={`${call.id ?? "call"}.wav`} aria-label={t("downloadRecording")} title={t("downloadRecording")}>
        <Download aria-hidden size={18} />
      </a>
    </div>
  );
}

/** Which way whose bars stand, and where it is. */
function Legend({ player, timed }: { player: Player; timed: boolean }) {
  const t = useMessages(callMessages);
  const format = useFormat();
  return (
    <p className={styles["legend"]}>
      {timed && (
        <>
          <span data-who="agent">{t("agent")}</span>
          <span data-who="person">{t("person")}</span>
        </>
      )}
      <span className={styles["clock"]}>
        <b>{format.clock(player.ms)}</b> / {format.clock(player.durationMs)}
      </span>
    </p>
  );
}

function Note({ text, onRetry }: { text: string; onRetry?: (() => void) | undefined }) {
  const t = useMessages(callMessages);
  return (
    <p className={styles["note"]}>
      <AudioLines aria-hidden size={18} />
      <span>{text}</span>
      {onRetry && (
        <Button small onClick={onRetry}>
          {t("lookAgain")}
        </Button>
      )}
    </p>
  );
}

const missing = { "call.no_recording": "recordingNotYet", "call.recording_expired": "recordingExpired", "recording.gone": "recordingGone" } as const;
const isMissing = (code: string): code is keyof typeof missing => code in missing;

interface Props {
  call: Call;
  player: Player;
  recording: ReturnType<typeof useRecording>;
  said: Said[];
}

/** What was heard: its picture and what plays it, or why there is nothing to hear. */
export function Recording({ call, player, recording, said }: Props) {
  const t = useMessages(callMessages);
  if (!call.talk_ms) return <Note text={t(call.outcome ? "recordingNone" : "recordingLater")} />;
  if (recording.error) {
    const code = asProblem(recording.error)?.code ?? "";
    const look = () => void recording.refetch();
    if (isMissing(code)) return <Note text={t(missing[code])} onRetry={code === "call.no_recording" ? look : undefined} />;
    return <ErrorState error={recording.error} onRetry={look} />;
  }
  if (!recording.data) return <Skeleton height={153} />;
  const timed = said.some((turn) => turn.sentences.some((sentence) => sentence.words.length > 0));
  return (
    <div className={styles["player"]} role="group" aria-label={t("recording")}>
      <audio ref={player.ref} src={`/api/v1/calls/${call.id ?? ""}/recording`} preload="metadata" />
      {player.failed ? (
        <Note text={t("cannotPlay")} onRetry={player.again} />
      ) : (
        <>
          <Wave call={call} player={player} said={said} />
          <Legend player={player} timed={timed} />
          <Controls call={call} player={player} />
        </>
      )}
    </div>
  );
}
