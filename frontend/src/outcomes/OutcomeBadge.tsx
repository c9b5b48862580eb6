import { useMessages } from "~/i18n/locale";
import { otherShapes, StatusBadge } from "~/ui/StatusBadge";
import { type Outcome, outcomeMessages, outcomeRoles } from "./messages";

const icons: Partial<Record<Outcome, (typeof otherShapes)[keyof typeof otherShapes]>> = {
  opted_out: otherShapes.stopped,
  blocked: otherShapes.stopped,
  cancelled: otherShapes.stopped,
  undetermined: otherShapes.unsure,
};

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const t = useMessages(outcomeMessages);
  return <StatusBadge role={outcomeRoles[outcome]} word={t(outcome)} icon={icons[outcome]} />;
}
