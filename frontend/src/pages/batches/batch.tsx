import type { Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { otherShapes, type Role, StatusBadge } from "~/ui/StatusBadge";
import { batchMessages } from "./messages";

export type Batch = Schemas["batches"];
export type BatchStatus = Batch["status"];
export type Verdict = Schemas["row_preview"]["verdict"];
export type ColumnRole = Schemas["columns"]["role"];

/** In the order of a person's interest. */
export const verdicts: readonly Verdict[] = ["ready", "repaired", "warned", "duplicate", "suppressed", "rejected"];

const verdictRoles: Record<Verdict, Role> = {
  ready: "well",
  repaired: "course",
  warned: "needs",
  duplicate: "waiting",
  suppressed: "waiting",
  rejected: "failed",
};
export const verdictWords = {
  ready: "rowReady",
  repaired: "rowRepaired",
  warned: "rowWarned",
  duplicate: "rowDuplicate",
  suppressed: "rowSuppressed",
  rejected: "rowRejected",
} as const;

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const t = useMessages(batchMessages);
  return (
    <StatusBadge
      role={verdictRoles[verdict]}
      word={t(verdictWords[verdict])}
      icon={verdict === "suppressed" ? otherShapes.stopped : undefined}
    />
  );
}

export const batchStatuses = ["received", "checking", "importing", "committed", "failed", "undone"] as const satisfies readonly BatchStatus[];

const statusRoles: Record<BatchStatus, Role> = {
  received: "needs",
  checking: "course",
  importing: "course",
  committed: "well",
  failed: "failed",
  undone: "waiting",
};

export function BatchBadge({ status }: { status: BatchStatus }) {
  const t = useMessages(batchMessages);
  return <StatusBadge role={statusRoles[status]} word={t(status)} />;
}

/** How many rows have that verdict. `jobs` counts all that go in: the ready ones are what the others leave. */
export function countOf(batch: Batch, verdict: Verdict): number {
  const { jobs, repaired, warned, duplicates, suppressed, rejected } = batch.counts;
  const counts: Record<Verdict, number> = {
    ready: Math.max(0, jobs - repaired - warned),
    repaired,
    warned,
    duplicate: duplicates,
    suppressed,
    rejected,
  };
  return counts[verdict];
}
