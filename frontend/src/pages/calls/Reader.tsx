import { ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { useMay } from "~/app/useMay";
import { IconButton } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Loaded } from "~/ui/States";
import { type Call, CallOutcome } from "./CallOutcome";
import styles from "./Calls.module.css";
import { callMessages } from "./messages";
import { marked, turnsOf } from "./transcript";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles["part"]}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Transcript({ text }: { text: string }) {
  const t = useMessages(callMessages);
  const [wanted, setWanted] = useState("");
  const turns = useMemo(() => turnsOf(text), [text]);
  const shown = turns.map((turn) => ({ ...turn, pieces: marked(turn.text, wanted) }));
  const found = shown.reduce((sum, turn) => sum + (turn.pieces.length - 1) / 2, 0);
  return (
    <>
      <div className={styles["find"]}>
        <TextField
          name="find"
          label={<span className="unseen">{t("findInTranscript")}</span>}
          placeholder={t("findInTranscript")}
          type="search"
          value={wanted}
          hint={wanted.trim() === "" ? undefined : <span role="status">{t("turnsFound", { n: found })}</span>}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </div>
      <ol className={styles["turns"]}>
        {shown.map((turn, i) => (
          <li key={i} data-who={turn.who} className={styles["turn"]}>
            <span className={styles["who"]}>{t(turn.who)}</span>
            <p>{turn.pieces.map((piece, k) => (k % 2 === 0 ? piece : <mark key={k}>{piece}</mark>))}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Said({ call }: { call: Call }) {
  const t = useMessages(callMessages);
  const may = useMay();
  if (!may("read_people")) return <p className={styles["quiet"]}>{t("noPermission")}</p>;
  if (!call.transcript) return <p className={styles["quiet"]}>{t("noTranscript")}</p>;
  return <Transcript text={call.transcript} />;
}

function Facts({ call }: { call: Call }) {
  const t = useMessages(callMessages);
  const format = useFormat();
  const rows: [string, string | null | undefined][] = [
    [t("dialed"), call.dialed_at && format.dateTime(call.dialed_at)],
    [t("started"), call.started_at && format.dateTime(call.started_at)],
    [t("ended"), call.ended_at && format.dateTime(call.ended_at)],
    [t("settled"), call.settled_at && format.dateTime(call.settled_at)],
    [t("attempt"), call.attempt === undefined ? null : format.number(call.attempt)],
    [t("from"), call.from_number],
    [t("sentiment"), call.sentiment],
    [t("endReason"), call.end_reason],
    [t("providerCall"), call.provider_call],
  ];
  return (
    <dl className={styles["facts"]}>
      {rows.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function usePromise(call: Call): string | null {
  const t = useMessages(callMessages);
  const format = useFormat();
  if (!call.promise_date) return null;
  const date = format.date(`${call.promise_date}T12:00:00`);
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
        <p className={styles["quiet"]}>{call.phone}</p>
      </div>
      <div className={styles["turnPages"]}>
        <IconButton label={t("previous")} icon={ChevronLeft} disabled={!before} onClick={() => before && void navigate(before)} />
        <IconButton label={t("next")} icon={ChevronRight} disabled={!after} onClick={() => after && void navigate(after)} />
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
            <Part title={t("transcript")}>
              <Said call={call} key={id} />
            </Part>
            <Part title={t("money")}>
              <p title={format.exactAmount(call.charge)}>
                {call.charge && call.talk_ms
                  ? t("chargedForTalk", { charge: format.amount(call.charge), talk: format.duration(call.talk_ms) })
                  : t("nothingCharged")}
              </p>
            </Part>
            <Part title={t("facts")}>
              <Facts call={call} />
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
