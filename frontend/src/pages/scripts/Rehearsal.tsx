import { useMutation } from "@tanstack/react-query";
import { Ban, MessagesSquare, PhoneOff, Play, RefreshCw, SkipForward } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { http, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { OutcomeBadge } from "~/outcomes/OutcomeBadge";
import { Button } from "~/ui/Button";
import { ErrorState } from "~/ui/ErrorState";
import { Field } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState } from "~/ui/States";
import styles from "./Rehearsal.module.css";
import { type Persona, personas, rehearsalMessages } from "./rehearsalMessages";

type Result = Schemas["rehearsal"];
type Turn = NonNullable<Result["turns"]>[number];

/** Faster than it would be spoken: it is read, not heard. */
const FASTER = 3;
const PAUSE_MOST_MS = 1800;

const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** How many turns are shown: one after the other, or all at once for who wants no motion. */
function useReveal(turns: Turn[]): { shown: number; all(): void } {
  const [shown, setShown] = useState(() => (isStill() ? turns.length : 1));
  useEffect(() => {
    if (shown >= turns.length) return;
    const turn = turns[shown - 1];
    const spoken = (turn?.end_ms ?? 0) - (turn?.start_ms ?? 0);
    const timer = setTimeout(() => setShown((n) => n + 1), Math.min(PAUSE_MOST_MS, 300 + spoken / FASTER));
    return () => clearTimeout(timer);
  }, [shown, turns]);
  return { shown, all: () => setShown(turns.length) };
}

function Outcome({ result }: { result: Result }) {
  const t = useMessages(rehearsalMessages);
  const format = useFormat();
  const promise =
    result.promise_date &&
    (result.promise_amount
      ? t("promiseFor", { amount: format.figure({ amount: result.promise_amount, currency: "" }), date: format.date(result.promise_date) })
      : t("promiseDate", { date: format.date(result.promise_date) }));
  return (
    <div className={styles["outcome"]} role="status">
      <p className={styles["recorded"]}>
        <span>{t("wouldRecord")}</span>
        {result.outcome && <OutcomeBadge outcome={result.outcome} />}
        {promise && <b>{promise}</b>}
        {result.callback_at && <b>{t("callback", { time: format.dateTime(result.callback_at) })}</b>}
      </p>
      {result.summary && <p>{result.summary}</p>}
      {result.suppressed && (
        <p className={styles["suppressed"]}>
          <Ban aria-hidden size={16} />
          {t("suppressed")}
        </p>
      )}
      <p className="quiet">{t("nothing", { talk: format.duration(result.talk_ms ?? 0) })}</p>
    </div>
  );
}

function Conversation({ result }: { result: Result }) {
  const t = useMessages(rehearsalMessages);
  const format = useFormat();
  const turns = result.turns ?? [];
  const { shown, all } = useReveal(turns);
  const box = useRef<HTMLDivElement>(null);
  const over = shown >= turns.length;
  useEffect(() => {
    if (shown > 1 && !isStill()) box.current?.scrollTo({ top: box.current.scrollHeight, behavior: "smooth" });
  }, [shown]);
  return (
    <div className={styles["scene"]}>
      <div ref={box} className={styles["log"]} role="log" aria-label={t("conversation")} tabIndex={0} data-over={over || undefined}>
        <ol className={styles["turns"]}>
        {turns.slice(0, shown).map((turn, i) => (
          <li key={i} data-who={turn.speaker} className={styles["turn"]}>
            <span className={styles["who"]}>
              {t(turn.speaker === "person" ? "person" : "agent")}
              {typeof turn.start_ms === "number" && <span>{format.clock(turn.start_ms)}</span>}
            </span>
            <p>{turn.text}</p>
          </li>
        ))}
        {over && (
          <li className={styles["end"]}>
            <PhoneOff aria-hidden size={14} />
            {t("callEnds")}
          </li>
        )}
        </ol>
      </div>
      {over ? (
        <Outcome result={result} />
      ) : (
        <Button small kind="quiet" icon={SkipForward} onClick={all}>
          {t("showAll")}
        </Button>
      )}
    </div>
  );
}

interface Props {
  opening: string;
  instructions: string;
  batch: string | undefined;
  row: number;
}

/** The script meets somebody made up: what would be said and recorded. Nobody is called, nothing costs. */
export function Rehearsal({ opening, instructions, batch, row }: Props) {
  const t = useMessages(rehearsalMessages);
  const [persona, setPersona] = useState<Persona>("promises");
  const [take, setTake] = useState(0);
  const rehearse = useMutation({
    mutationFn: async (body: { persona: Persona; take: number }) => {
      const whose = batch ? { batch, row } : {};
      const { data } = await http.POST("/api/v1/scripts/rehearsals", { body: { opening, instructions, ...whose, ...body } } as never);
      return data as unknown as Result;
    },
  });
  const problem = asProblem(rehearse.error);
  const play = (next: number) => {
    setTake(next);
    rehearse.mutate({ persona, take: next });
  };
  if (problem?.code === "rehearsal.no_stage")
    return (
      <Card title={t("title")}>
        <EmptyState icon={MessagesSquare} title={t("noStageTitle")}>
          {t("noStageText")}
        </EmptyState>
      </Card>
    );
  return (
    <Card title={t("title")}>
      <div className={styles["rehearsal"]}>
        <p className="quiet">{t("hint")}</p>
        <div className={styles["ask"]}>
          <Field name="persona" label={t("whom")}>
            <Select<Persona>
              label={t("whom")}
              value={persona}
              choices={personas.map((value) => ({ value, label: t(`p_${value}`) }))}
              onChange={(next) => {
                setPersona(next);
                setTake(0);
              }}
            />
          </Field>
          <Button icon={rehearse.data ? RefreshCw : Play} busy={rehearse.isPending} disabled={instructions.trim() === ""} onClick={() => play(rehearse.data?.persona === persona ? take + 1 : 0)}>
            {t(rehearse.data?.persona === persona ? "again" : "start")}
          </Button>
        </div>
        {rehearse.error ? (
          <ErrorState error={rehearse.error} onRetry={() => play(take)} />
        ) : (
          rehearse.data && <Conversation key={`${rehearse.data.persona ?? ""}-${rehearse.submittedAt}`} result={rehearse.data} />
        )}
      </div>
    </Card>
  );
}
