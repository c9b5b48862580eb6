import { useMessages } from "~/i18n/locale";
import { StatusBadge } from "~/ui/StatusBadge";
import { type Outcome, outcomeMessages, outcomeRoles } from "./messages";

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const t = useMessages(outcomeMessages);
  return <StatusBadge role={outcomeRoles[outcome]} word={t(outcome)} />;
}
