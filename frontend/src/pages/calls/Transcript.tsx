import { Fragment, memo, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useFormat, useMessages } from "~/i18n/locale";
import { TextField } from "~/ui/Field";
import { cx } from "~/ui/cx";
import styles from "./Calls.module.css";
import { callMessages } from "./messages";
import { marked, type Said, type Sentence, startOf } from "./transcript";

/** Whoever scrolls for themselves is left alone for so long. */
const LEFT_ALONE_MS = 6_000;

function Marked({ text, wanted }: { text: string; wanted: string }) {
  return marked(text, wanted).map((piece, k) => (k % 2 === 0 ? piece : <mark key={k}>{piece}</mark>));
}

function Words({ sentence, word }: { sentence: Sentence; word: number }) {
  return sentence.words.map((piece, k) => (
    <Fragment key={k}>
      {k > 0 && " "}
      <span className={k === word ? styles["word"] : undefined}>{piece.text}</span>
    </Fragment>
  ));
}

interface SentenceProps {
  sentence: Sentence;
  wanted: string;
  /** The word that is being said; null: another sentence is. */
  word: number | null;
  onPlay: ((ms: number) => void) | undefined;
}

const OneSentence = memo(function OneSentence({ sentence, wanted, word, onPlay }: SentenceProps) {
  const start = startOf(sentence);
  const plays = onPlay !== undefined && start !== undefined;
  return (
    // For hands: a turn's time is the button that keyboards and readers have.
    <span
      className={cx(plays && styles["plays"], word !== null && styles["now"])}
      data-sentence={sentence.index}
      data-now={word !== null || undefined}
      onClick={plays ? () => onPlay(start) : undefined}
    >
      {word !== null && sentence.words.length > 1 && wanted.trim() === "" ? <Words sentence={sentence} word={word} /> : <Marked text={sentence.text} wanted={wanted} />}
    </span>
  );
});

interface TurnProps {
  turn: Said;
  wanted: string;
  now: { sentence: number; word: number } | null;
  onPlay: ((ms: number) => void) | undefined;
}

const Turn = memo(
  function Turn({ turn, wanted, now, onPlay }: TurnProps) {
    const t = useMessages(callMessages);
    const format = useFormat();
    const start = turn.sentences[0] && startOf(turn.sentences[0]);
    return (
      <li data-who={turn.who} className={styles["turn"]}>
        <span className={styles["who"]}>
          {t(turn.who)}
          {start !== undefined &&
            (onPlay ? (
              <button type="button" className={styles["moment"]} aria-label={t("playFrom", { at: format.clock(start) })} onClick={() => onPlay(start)}>
                {format.clock(start)}
              </button>
            ) : (
              <span className={styles["moment"]}>{format.clock(start)}</span>
            ))}
        </span>
        <p>
          {turn.sentences.map((sentence, i) => (
            <span key={sentence.index}>
              {i > 0 && " "}
              <OneSentence sentence={sentence} wanted={wanted} word={now?.sentence === sentence.index ? now.word : null} onPlay={onPlay} />
            </span>
          ))}
        </p>
      </li>
    );
  },
  // only the turn in which something is being said changes while it plays
  (a, b) => {
    const says = (props: TurnProps) => props.now !== null && props.turn.sentences.some((s) => s.index === props.now?.sentence);
    return a.turn === b.turn && a.wanted === b.wanted && !says(a) && !says(b) && Boolean(a.onPlay) === Boolean(b.onPlay);
  },
);

/** Keeps what is being said in sight while it plays. */
function useFollow(sentence: number | undefined, playing: boolean) {
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef(0);
  useEffect(() => {
    const byHand = () => {
      moved.current = Date.now();
    };
    const options = { passive: true } as const;
    addEventListener("wheel", byHand, options);
    addEventListener("touchmove", byHand, options);
    return () => {
      removeEventListener("wheel", byHand);
      removeEventListener("touchmove", byHand);
    };
  }, []);
  useEffect(() => {
    if (sentence === undefined || !playing) return;
    const show = () => {
      if (Date.now() - moved.current < LEFT_ALONE_MS) return;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      list.current?.querySelector(`[data-sentence="${sentence}"]`)?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    };
    show();
    addEventListener("resize", show);
    return () => removeEventListener("resize", show);
  }, [sentence, playing]);
  return list;
}

interface Props {
  said: Said[];
  now: { sentence: number; word: number } | null;
  playing: boolean;
  /** Absent: there is nothing to be heard. */
  onPlay: ((ms: number) => void) | undefined;
}

/** What was said. A click on a sentence plays it; what is being said is lit and stays in sight. */
export function Transcript({ said, now, playing, onPlay }: Props) {
  const t = useMessages(callMessages);
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed); // letters appear at once, what they mark in pieces after them
  const list = useFollow(now?.sentence, playing);
  const found = useMemo(
    () => said.reduce((sum, turn) => sum + turn.sentences.reduce((n, { text }) => n + (marked(text, wanted).length - 1) / 2, 0), 0),
    [said, wanted],
  );
  return (
    <>
      <div>
        <TextField
          name="find"
          label={<span className="unseen">{t("findInTranscript")}</span>}
          placeholder={t("findInTranscript")}
          type="search"
          value={typed}
          hint={wanted.trim() === "" ? undefined : <span role="status">{t("turnsFound", { n: found })}</span>}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <ol ref={list} className={styles["turns"]}>
        {said.map((turn, i) => (
          <Turn key={i} turn={turn} wanted={wanted} now={now} onPlay={onPlay} />
        ))}
      </ol>
    </>
  );
}
