import {
  Ban,
  CalendarClock,
  FileSpreadsheet,
  Flag,
  Handshake,
  Hourglass,
  type LucideIcon,
  PhoneCall,
  PhoneOff,
  PhoneOutgoing,
  ReceiptText,
  Wallet,
} from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useFormat, useMessages } from "~/i18n/locale";
import { isOutcome, outcomeMessages, outcomeRoles } from "~/outcomes/messages";
import type { Role } from "~/ui/StatusBadge";
import { unitsOf } from "~/i18n/amounts";
import { peopleMessages } from "./messages";
import styles from "./People.module.css";
import { inOrder } from "./order";
import { promiseOf } from "./promise";
import { isState, stateWord } from "./state";

export type Entry = Schemas["timeline_entry"];
type Kind = Entry["kind"];
type Reason = "opted_out" | "requested" | "registry" | "legal" | "imported";

const looks: Record<Kind, { icon: LucideIcon; role: Role }> = {
  imported: { icon: FileSpreadsheet, role: "waiting" },
  suppressed: { icon: Ban, role: "failed" },
  held: { icon: Wallet, role: "waiting" },
  dialed: { icon: PhoneOutgoing, role: "course" },
  answered: { icon: PhoneCall, role: "course" },
  ended: { icon: PhoneOff, role: "waiting" },
  promised: { icon: Handshake, role: "well" },
  settled: { icon: ReceiptText, role: "waiting" },
  finished: { icon: Flag, role: "waiting" },
  deferred: { icon: CalendarClock, role: "waiting" },
  waiting: { icon: Hourglass, role: "needs" },
};
const reasons: readonly Reason[] = ["opted_out", "requested", "registry", "legal", "imported"];

/** What happened, in words; of a rule its own sentence. */
function useSentence(): (entry: Entry) => string {
  const t = useMessages(peopleMessages);
  const outcomeWord = useMessages(outcomeMessages);
  const format = useFormat();
  const why = ({ text, detail }: Entry) => {
    const known = detail ?? "";
    return text || (isState(known) ? t(stateWord(known)) : known);
  };
  const promised = (detail: string) => {
    const { date, amount: said } = promiseOf(detail);
    const amount = said && /^\d+(\.\d+)?$/.test(said) ? format.figure({ amount: said, currency: "" }) : said;
    const day = date ? format.date(date) : "";
    if (day && amount) return t("promisedBoth", { amount, date: day });
    return day ? t("promisedDate", { date: day }) : t("promisedAmount", { amount: amount ?? "" });
  };
  const suppressed = (entry: Entry) => {
    const known = reasons.find((reason) => reason === entry.detail);
    const reason = known ? t(`r_${known}`) : (entry.detail ?? "");
    return entry.until ? t("suppressedEntryUntil", { reason, time: format.dateTime(entry.until) }) : t("suppressedEntry", { reason });
  };
  const ended = ({ detail, talk_ms }: Entry) => {
    if (!detail || !isOutcome(detail)) return t("ended");
    const outcome = outcomeWord(detail).toLocaleLowerCase();
    return talk_ms ? t("endedTalk", { outcome, talk: format.duration(talk_ms) }) : t("endedAs", { outcome });
  };
  const waiting = (entry: Entry) => {
    if (entry.until && Date.parse(entry.until) > serverNow()) {
      const time = format.dateTime(entry.until);
      return entry.detail === "retry_wait" ? t("waitsRetry", { time }) : t("waitsUntil", { time, why: why(entry) });
    }
    return ["scheduled", "retry_wait"].includes(entry.detail ?? "") ? t("waitsTurn") : t("waits", { why: why(entry) });
  };
  return (entry) => {
    switch (entry.kind) {
      case "suppressed":
        return suppressed(entry);
      case "ended":
        return ended(entry);
      case "promised":
        return promised(entry.detail ?? "");
      case "settled":
        return t(entry.amount && unitsOf(entry.amount) === 0 ? "settledNothing" : "settled"); // what it was, some may not see
      case "finished":
        return t("finished", { why: why(entry) });
      case "deferred":
        return t("deferred", { time: entry.until ? format.dateTime(entry.until) : "—", why: why(entry) });
      case "waiting":
        return waiting(entry);
      case "held":
      case "dialed":
      case "answered":
        return t(entry.kind);
      default:
        return t("imported");
    }
  };
}

function roleOf(entry: Entry): Role {
  if (entry.kind === "ended" && isOutcome(entry.detail)) return outcomeRoles[entry.detail];
  return looks[entry.kind].role;
}

interface Props {
  entries: Entry[];
  /** Which of several jobs an entry belongs to, where it is more than one. */
  of?: (entry: Entry) => ReactNode;
}

/** In the order in which it happened; last what it waits for now, and until when. */
export function Timeline({ entries, of }: Props) {
  const t = useMessages(peopleMessages);
  const format = useFormat();
  const sentence = useSentence();
  return (
    <ol className={styles["entries"]}>
      {inOrder(entries).map((entry, i) => {
        const { icon: Icon } = looks[entry.kind];
        const paid = unitsOf(entry.amount) !== 0;
        return (
          <li key={i} data-role={roleOf(entry)} className={styles["entry"]}>
            <span className={styles["mark"]}>
              <Icon aria-hidden size={14} />
            </span>
            <time className={styles["at"]} dateTime={entry.at}>
              {entry.kind === "waiting" || !entry.at ? t("now") : format.dateTime(entry.at)}
            </time>
            <div className={styles["what"]}>
              <p>{sentence(entry)}</p>
              <p className={styles["beside"]}>
                {of?.(entry)}
                {entry.attempt ? <span>{t("attempt", { n: entry.attempt })}</span> : null}
                {entry.call && entry.kind === "ended" && <Link to={`/calls/${entry.call}`}>{t("call")}</Link>}
              </p>
            </div>
            {paid && (
              <span className={styles["money"]} title={format.exactAmount(entry.amount)}>
                {format.amount(entry.amount)}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
