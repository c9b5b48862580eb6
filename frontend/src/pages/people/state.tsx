import type { Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import type { PlainKey } from "~/i18n/messages";
import { otherShapes, type Role, StatusBadge } from "~/ui/StatusBadge";
import { peopleMessages } from "./messages";

export type Job = Schemas["jobs"];
export type JobState = Job["state"];
type Key = PlainKey<(typeof peopleMessages)["es"]>;

const states: Record<JobState, { role: Role; word: Key }> = {
  scheduled: { role: "waiting", word: "scheduled" },
  waiting_funds: { role: "needs", word: "waiting_funds" },
  claimed: { role: "waiting", word: "claimed" },
  held: { role: "waiting", word: "held_state" },
  dialing: { role: "course", word: "dialing" },
  placed: { role: "course", word: "placed" },
  live: { role: "course", word: "live" },
  ended: { role: "course", word: "ended_state" },
  retry_wait: { role: "waiting", word: "retry_wait" },
  done: { role: "well", word: "done" },
  failed: { role: "failed", word: "failed" },
  undetermined: { role: "needs", word: "undetermined" },
  blocked: { role: "failed", word: "blocked" },
  cancelled: { role: "waiting", word: "cancelled" },
};
const icons: Partial<Record<JobState, (typeof otherShapes)[keyof typeof otherShapes]>> = {
  blocked: otherShapes.stopped,
  cancelled: otherShapes.stopped,
  undetermined: otherShapes.unsure,
};

export const isState = (text: string): text is JobState => text in states;
export const stateWord = (state: JobState): Key => states[state].word;

export function StateBadge({ state }: { state: JobState }) {
  const t = useMessages(peopleMessages);
  return <StatusBadge role={states[state].role} word={t(states[state].word)} icon={icons[state]} />;
}
