import type { Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { OutcomeBadge } from "~/outcomes/OutcomeBadge";
import { StatusBadge } from "~/ui/StatusBadge";
import { callMessages } from "./messages";

export type Call = Schemas["calls"];

/** A call without an outcome is still in course. */
export function CallOutcome({ outcome }: { outcome: Call["outcome"] }) {
  const t = useMessages(callMessages);
  return outcome ? <OutcomeBadge outcome={outcome} /> : <StatusBadge role="course" word={t("inCourse")} />;
}
