// What the calls that the filters leave came to. Figures know campaign, outcome and period; the calls to one phone are few
// and are added up from the list.

import { useMemo } from "react";
import { api } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { outcomeMessages } from "~/outcomes/messages";
import type { Call } from "./CallOutcome";
import styles from "./Calls.module.css";
import { countedSince, type Filters } from "./filters";
import { callMessages } from "./messages";

/** The list itself is live; sums may be so much older. */
const SUMS_MS = 15_000;

interface SentenceProps {
  filters: Filters;
  /** Undefined while they are on the way. */
  calls: readonly Call[] | undefined;
  hasMore: boolean;
}

function ToOnePhone({ calls, hasMore }: Omit<SentenceProps, "filters">) {
  const t = useMessages(callMessages);
  const format = useFormat();
  if (!calls) return t("adding");
  if (hasMore) return t("answerPhoneMore", { n: calls.length });
  return t("answerPhone", { n: calls.length, talk: format.duration(calls.reduce((sum, call) => sum + (call.talk_ms ?? 0), 0)) });
}

function useWhen(period: Filters["period"], days: number | undefined): string {
  const t = useMessages(callMessages);
  if (period !== "everything") return t(`when_${period}`);
  return days === undefined ? "" : t("when_kept", { n: days });
}

function OfMany({ filters: { campaign, outcome, period } }: Pick<SentenceProps, "filters">) {
  const t = useMessages(callMessages);
  const word = useMessages(outcomeMessages);
  const format = useFormat();
  const money = useMay()("read_money");
  const { account } = useSession();
  const { from, days } = useMemo(() => countedSince(period, account.created_at ?? "", new Date(serverNow())), [period, account.created_at]);
  const when = useWhen(period, days);
  const { data } = api.useQuery(
    "get",
    "/api/v1/analytics/calls",
    { params: { query: { group: "outcome", from, ...(campaign ? { campaign } : {}) } } },
    { refetchInterval: SUMS_MS },
  );
  if (!data) return t("adding");
  const { calls, answered, promises, promised, price } = data.total;
  if (calls === 0) return t("answerNone", { when });
  if (outcome) {
    const n = data.rows.find((row) => row.key === outcome)?.figures.calls ?? 0;
    return t("answerOutcome", { outcome: word(outcome), n, all: calls, when, share: format.percent(n, calls) });
  }
  return t(money ? "answerMoney" : "answer", {
    n: calls,
    when,
    answered: format.percent(answered, calls),
    promises: promises > 0 && promised ? t("promisesFor", { n: promises, promised: format.figure(promised) }) : t("promises", { n: promises }),
    price: format.amount(price),
  });
}

export function Sentence(props: SentenceProps) {
  return <p className={styles["sums"]}>{props.filters.phone ? <ToOnePhone {...props} /> : <OfMany {...props} />}</p>;
}
