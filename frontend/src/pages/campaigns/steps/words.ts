// What a step says of itself in a line, and what is wrong with a field, in the viewer's words.

import { api } from "~/api/client";
import { useList } from "~/api/list";
import { wholeOf } from "~/i18n/amounts";
import { useFormat, useMessages } from "~/i18n/locale";
import { campaignMessages } from "../messages";
import { stepMessages } from "./messages";
import { type Fault, numbersOf, type Step, type Values } from "./steps";

/** None, one alone, or more: no more is asked of the list than that. */
export const useFirstScripts = () => useList("/api/v1/scripts", { limit: 2, sort: "-created_at" });
/** The one that the campaign says, however old. */
export const useScript = (id: string) =>
  api.useQuery("get", "/api/v1/scripts/{id}", { params: { path: { id } } }, { enabled: id !== "" }).data;
export const useNumbers = () => useList("/api/v1/numbers", { limit: 100 });

/** "60 por minuto · 10 a la vez"; "" where nothing was said yet. */
export function useSummaries(values: Values): Record<Step, string> {
  const t = useMessages(stepMessages);
  const words = useMessages(campaignMessages);
  const format = useFormat();
  const script = useScript(values.script);
  const number = (text: string) => {
    const n = wholeOf(text);
    return n === undefined ? text.trim() || "—" : format.number(n);
  };
  const count = (text: string) => wholeOf(text) ?? 0;
  const numbers = numbersOf(values);
  const join = (...parts: string[]) => parts.filter((part) => part !== "").join(" · ");
  return {
    who: values.name.trim() === "" ? "" : join(values.name.trim(), words(values.purpose as "collection")),
    script: script?.name ?? "",
    numbers: numbers.length > 2 ? t("sumNumbers", { n: numbers.length }) : numbers.join(", "),
    when: values.window_start || values.window_end ? t("sumHours", { from: values.window_start || "—", to: values.window_end || "—" }) : t("sumAllHours"),
    pace: join(
      t("sumPerMinute", { number: number(values["pacing.starts_per_minute"]) }),
      t("sumAtOnce", { number: number(values["pacing.max_active"]) }),
      t("sumMinutes", { number: number(values.max_call_ms) }),
    ),
    retries: join(t("sumAttempts", { n: count(values["retry.max_attempts"]) }), t("sumPerDay", { number: number(values["retry.attempts_per_day"]) })),
    budget: values.budget_calls.trim() === "" ? t("sumNoBudget") : t("sumBudget", { n: count(values.budget_calls) }),
  };
}

export function useFaultText(): (fault: Fault) => string {
  const t = useMessages(stepMessages);
  const format = useFormat();
  return (fault) =>
    fault.kind === "range" ? t("range", { least: format.number(fault.least), most: format.number(fault.most) }) : t(fault.kind);
}
