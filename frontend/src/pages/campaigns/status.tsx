import type { Schemas } from "~/api/client";
import type { Part } from "~/charts/StackedBar";
import { useMessages } from "~/i18n/locale";
import type { Translate } from "~/i18n/messages";
import { otherShapes, type Role, StatusBadge } from "~/ui/StatusBadge";
import { campaignMessages } from "./messages";

export type Campaign = Schemas["campaigns"];
export type Progress = Schemas["campaign_progress"];
/** Without money: what a screen on a wall sees as well. */
type Counts = Schemas["watched_progress"];
export type CampaignStatus = Campaign["status"];

export const statuses: readonly CampaignStatus[] = ["draft", "running", "paused", "done", "cancelled"];

const roles: Record<CampaignStatus, Role> = {
  draft: "waiting",
  running: "course",
  paused: "needs",
  done: "well",
  cancelled: "waiting",
};
const icons = { paused: otherShapes.paused, cancelled: otherShapes.stopped } as const;

export function CampaignBadge({ status }: { status: CampaignStatus }) {
  const t = useMessages(campaignMessages);
  return <StatusBadge role={roles[status]} word={t(status)} icon={status in icons ? icons[status as keyof typeof icons] : undefined} />;
}

export const inCall = (p: Counts): number => p.ringing + p.talking + p.closing;
export const toCall = (p: Counts): number => p.queued + p.waiting_funds;
const notReached = (p: Counts): number => p.failed + p.blocked + p.cancelled;

/** Every job in one of five parts: none is left out, none counted twice. */
export function progressParts(p: Counts, t: Translate<(typeof campaignMessages)["es"]>): Part[] {
  return [
    { role: "well", value: p.done, label: t("count_done", { n: p.done }) },
    { role: "failed", value: notReached(p), label: t("count_failed", { n: notReached(p) }) },
    { role: "needs", value: p.undetermined, label: t("count_needs", { n: p.undetermined }) },
    { role: "course", value: inCall(p), label: t("count_talking", { n: inCall(p) }) },
    { role: "waiting", value: toCall(p), label: t("count_queued", { n: toCall(p) }) },
  ];
}
