import type { Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { otherShapes, type Role, StatusBadge } from "~/ui/StatusBadge";
import { callMessages } from "./messages";

export type Call = Schemas["calls"];
export type Outcome = NonNullable<Call["outcome"]>;

/** What each outcome means to who looks: it brought something, it needs a person, it was for nothing. */
const roles: Record<Outcome, Role> = {
  promise: "well",
  paid: "well",
  talked: "well",
  callback: "needs",
  refused: "failed",
  wrong_person: "waiting",
  opted_out: "failed",
  voicemail: "waiting",
  no_answer: "waiting",
  busy: "waiting",
  declined: "waiting",
  invalid_number: "failed",
  blocked: "failed",
  cancelled: "waiting",
  failed: "failed",
  undetermined: "needs",
};
const icons: Partial<Record<Outcome, (typeof otherShapes)[keyof typeof otherShapes]>> = {
  opted_out: otherShapes.stopped,
  blocked: otherShapes.stopped,
  cancelled: otherShapes.stopped,
  undetermined: otherShapes.unsure,
};

export const outcomes = Object.keys(roles) as Outcome[];
export const roleOf = (outcome: string | null | undefined): Role => (isOutcome(outcome ?? null) ? roles[outcome as Outcome] : "waiting");
export const isOutcome = (text: string | null): text is Outcome => text !== null && text in roles;

export function OutcomeBadge({ outcome }: { outcome: Call["outcome"] }) {
  const t = useMessages(callMessages);
  if (!outcome) return <StatusBadge role="course" word={t("inCourse")} />;
  return <StatusBadge role={roles[outcome]} word={t(`o_${outcome}`)} icon={icons[outcome]} />;
}
