import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import { Link, useNavigate } from "react-router";
import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { useMay } from "~/app/useMay";
import { IconButton } from "~/ui/Button";
import { Facts } from "~/ui/Facts";
import { Loaded } from "~/ui/States";
import { type Call, CallOutcome } from "./CallOutcome";
import styles from "./Calls.module.css";
import { callMessages } from "./messages";
import { Recording, SKIP_MS, useRecording } from "./Recording";
import { Transcript } from "./Transcript";
import { allSentences, neighbourStart, saidOf, type Sentence, spotAt } from "./transcript";
import { type Player, usePlayer } from "./usePlayer";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles["part"]}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Keys of players, wherever in the reader one is; not while something is written. */
function useKeys(player: Player, sentences: Sentence[], able: boolean) {
  return (event: KeyboardEvent) => {
    const on = event.target as HTMLElement;
    if (!able || event.ctrlKey || event.metaKey || event.altKey || on.matches("input:not([type=range]), textarea, [role=option]")) return;
    const go = (ms: number | undefined) => ms !== undefined && player.seek(ms);
    const does: Record<string, () => unknown> = {
      k: player.toggle,
      j: () => player.skip(-SKIP_MS),
      l: () => player.skip(SKIP_MS),
      ...(on.matches("input[type=range]") ? { " ": player.toggle } : {}),
      "[": () => go(neighbourStart(sentences, player.ms, -1)),
      "]": () => go(neighbourStart(sentences, player.ms, 1)),
    };
    const wanted = does[event.key.toLowerCase()];
    if (!wanted) return;
    event.preventDefault();
    wanted();
  };
}

/** About as much as will be said in that time, in pixels: what stands below hardly moves when it comes. */
const heightOf = (talkMs: number): number => 60 + Math.ceil(talkMs / 6000) * 66;

/** The recording and what was said in it, one following the other. */
function Heard({ call }: { call: Call }) {
  const t = useMessages(callMessages);
  const id = call.id ?? "";
  const player = usePlayer(call.talk_ms ?? 0);
  const recording = useRecording(call, Boolean(call.talk_ms));
  const transcript = api.useQuery("get", "/api/v1/calls/{id}/transcript", { params: { path: { id } } }, { enabled: Boolean(call.transcript) });
  const turns = transcript.data?.turns;
  const said = useMemo(() => saidOf(turns ?? []), [turns]);
  const sentences = useMemo(() => allSentences(said), [said]);
  const able = recording.data !== undefined && !player.failed;
  const now = useMemo(() => (able && player.ms > 0 ? spotAt(sentences, player.ms) : null), [able, sentences, player.ms]);
  return (
    <div className={styles["heard"]} onKeyDown={useKeys(player, sentences, able)}>
      <div className={styles["stays"]}>
        <Part title={t("recording")}>
          <Recording call={call} player={player} recording={recording} said={said} />
        </Part>
      </div>
      <Part title={t("transcript")}>
        {call.transcript ? (
          <Loaded query={transcript} height={heightOf(call.talk_ms ?? 0)}>
            {() => <Transcript said={said} now={now} playing={player.playing} onPlay={able ? player.playFrom : undefined} />}
          </Loaded>
        ) : (
          <p className="quiet">{t("noTranscript")}</p>
        )}
      </Part>
    </div>
  );
}

/** As the provider says them; what is not known here is shown as it came. */
const tones = ["Positive", "Neutral", "Negative"] as const;
const endings = [
  "user_hangup",
  "agent_hangup",
  "voicemail_reached",
  "inactivity",
  "max_duration_reached",
  "dial_busy",
  "dial_failed",
  "dial_no_answer",
  "user_declined",
  "invalid_destination",
] as const;
const known = <T extends string>(all: readonly T[], text: string | null | undefined): text is T => all.some((one) => one === text);

function CallFacts({ call }: { call: Call }) {
  const t = useMessages(callMessages);
  const format = useFormat();
  return (
    <Facts
      of={[
        [t("dialed"), call.dialed_at && format.dateTime(call.dialed_at)],
        [t("started"), call.started_at && format.dateTime(call.started_at)],
        [t("ended"), call.ended_at && format.dateTime(call.ended_at)],
        [t("settled"), call.settled_at && format.dateTime(call.settled_at)],
        [t("attempt"), call.attempt === undefined ? null : format.number(call.attempt)],
        [t("from"), call.from_number],
        [t("sentiment"), known(tones, call.sentiment) ? t(`tone_${call.sentiment}`) : call.sentiment],
        [t("endReason"), known(endings, call.end_reason) ? <span title={call.end_reason}>{t(`end_${call.end_reason}`)}</span> : call.end_reason],
        [t("providerCall"), call.provider_call],
      ]}
    />
  );
}

function usePromise(call: Call): string | null {
  const t = useMessages(callMessages);
  const format = useFormat();
  if (!call.promise_date) return null;
  const date = format.date(call.promise_date);
  return call.promise_amount ? t("promiseFor", { amount: format.figure({ amount: call.promise_amount, currency: "" }), date }) : t("promiseDate", { date });
}

function Head({ call, before, after }: { call: Call; before: string | undefined; after: string | undefined }) {
  const t = useMessages(callMessages);
  const navigate = useNavigate();
  const promise = usePromise(call);
  return (
    <header className={styles["readerHead"]}>
      <div>
        <h2>{call.name ?? t("unknownName")}</h2>
        <p className="quiet">{call.phone}</p>
      </div>
      <div className={styles["turnPages"]}>
        <IconButton label={t("previous")} icon={ChevronLeft} disabled={!before} focusableWhenDisabled onClick={() => before && void navigate(before)} />
        <IconButton label={t("next")} icon={ChevronRight} disabled={!after} focusableWhenDisabled onClick={() => after && void navigate(after)} />
      </div>
      <div className={styles["result"]}>
        <CallOutcome outcome={call.outcome} />
        {promise && <span>{promise}</span>}
      </div>
    </header>
  );
}

interface Props {
  id: string;
  /** Where the neighbours in the list are. */
  before: string | undefined;
  after: string | undefined;
}

export function Reader({ id, before, after }: Props) {
  const t = useMessages(callMessages);
  const format = useFormat();
  const may = useMay();
  const query = api.useQuery("get", "/api/v1/calls/{id}", { params: { path: { id } } });
  return (
    <article className={styles["reader"]}>
      <Loaded query={query} height={320}>
        {(call) => (
          <>
            <Head call={call} before={before} after={after} />
            {call.summary && (
              <Part title={t("summary")}>
                <p>{call.summary}</p>
              </Part>
            )}
            {may("read_people") ? (
              <Heard call={call} key={id} />
            ) : (
              <Part title={t("transcript")}>
                <p className="quiet">{t("noPermission")}</p>
              </Part>
            )}
            {may("read_money") && (
              <Part title={t("money")}>
                <p title={format.exactAmount(call.charge)}>
                  {call.charge && call.talk_ms
                    ? t("chargedForTalk", { charge: format.amount(call.charge), talk: format.duration(call.talk_ms) })
                    : t("nothingCharged")}
                </p>
              </Part>
            )}
            <Part title={t("facts")}>
              <CallFacts call={call} />
              {call.job && (
                <Link className={styles["timeline"]} to={`/jobs/${call.job}`}>
                  {t("timeline")}
                </Link>
              )}
            </Part>
          </>
        )}
      </Loaded>
    </article>
  );
}
