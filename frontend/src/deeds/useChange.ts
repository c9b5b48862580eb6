import { api, type Schemas } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { useCampaignName } from "~/campaigns/CampaignFilter";
import { noCallMessages } from "~/noCalls/messages";
import { isOutcome, outcomeMessages } from "~/outcomes/messages";
import { useActor } from "./actor";
import { actorWord, type Person, placeOf } from "./actorWord";
import { fieldMessages, valueMessages } from "./changeMessages";
import { isField, partsOf, valueOf } from "./changes";
import { isDeed } from "./filters";
import { deedMessages } from "./messages";

/** Names change seldom, and a log shows one many times. */
const STALE_MS = 5 * 60_000;

type Change = NonNullable<Schemas["audit_entries"]["changes"]>[number];

export interface ChangeWords {
  field: string;
  before: string;
  after: string;
}

export function useChange(): (change: Change) => ChangeWords {
  const name = useMessages(fieldMessages);
  const word = useMessages(valueMessages);
  const outcome = useMessages(outcomeMessages);
  const format = useFormat();
  const plans = api.useQuery("get", "/api/v1/plans").data?.items ?? [];
  const deed = useMessages(deedMessages);
  const eventsOf = (text: string) => format.list(text.split(", ").map((event) => (isDeed(event) ? deed(event) : event)));
  const told = (last: string, text: string | null | undefined) =>
    (last === "plan" && plans.find(({ code }) => code === text)?.name) ||
    (last === "outcome" && isOutcome(text) && outcome(text)) ||
    ((last === "events" || last === "unmailed") && text ? eventsOf(text) : valueOf(last, text, format, word));
  return ({ field = "", before, after }) => {
    const { last, place } = partsOf(field ?? "");
    const known = isField(last) ? name(last) : (field ?? "");
    return {
      field: isField(last) && place !== undefined ? `${known} ${place}` : known,
      before: told(last, before),
      after: told(last, after),
    };
  };
}

/** Fields that hold who it was. */
const people: ReadonlySet<string> = new Set(["made_by", "revised_by", "user"]);

/** The same of an account's own deeds: its campaigns and scripts by their names. */
export function useNamedChange(change: Change): ChangeWords {
  const told = useChange()(change);
  const last = partsOf(change.field ?? "").last;
  const actor = useActor();
  const beforeName = useNameOf(last, change.before);
  const afterName = useNameOf(last, change.after);
  const person = (id: string | null | undefined) => (people.has(last) && id ? actor(id) : undefined);
  return {
    ...told,
    before: person(change.before) ?? beforeName ?? told.before,
    after: person(change.after) ?? afterName ?? told.after,
  };
}

function useNameOf(field: string, id: string | null | undefined): string | undefined {
  const script = field === "script" && id ? id : undefined;
  const campaign = useCampaignName((field === "campaign" && id) || undefined);
  const { data } = api.useQuery("get", "/api/v1/scripts/{id}", { params: { path: { id: script ?? "" } } }, { staleTime: STALE_MS, enabled: script !== undefined });
  return campaign ?? data?.name ?? undefined;
}

/** What a deed was done to, where that has a page of its own: its name, and where it is. What is gone by now has neither. */
export function useObject(id: string | null | undefined): { name: string; to: string } | undefined {
  const of = (kind: string) => (id?.startsWith(kind) ? id : undefined);
  const batch = of("bat_");
  const campaign = useNameOf("campaign", of("cmp_"));
  const script = useNameOf("script", of("scr_"));
  const { data } = api.useQuery("get", "/api/v1/batches/{id}", { params: { path: { id: batch ?? "" } } }, { staleTime: STALE_MS, enabled: batch !== undefined });
  if (campaign) return { name: campaign, to: `/campaigns/${id}` };
  if (script) return { name: script, to: `/scripts/${id}` };
  return batch && data?.file_name ? { name: data.file_name, to: `/batches/${id}` } : undefined;
}

/** Of a changed account, which part it was: what changed tells it better. */
const parts: ReadonlySet<string> = new Set(["wallet", "notifications"]);

const reasons = ["opted_out", "requested", "registry", "legal", "imported"] as const;

/** What is noted beside a deed: why a number stands on a do-not-call list, whose place in the account became which; else
 *  as it was noted. `people`: who may be meant. */
export function useDetail(people: readonly Person[]): (detail: string | null | undefined) => string {
  const listed = useMessages(noCallMessages);
  const deed = useMessages(deedMessages);
  const word = useMessages(valueMessages);
  const format = useFormat();
  return (detail) => {
    const reason = reasons.find((known) => known === detail);
    if (reason) return listed(`x_${reason}`);
    if (parts.has(detail ?? "")) return "";
    const place = placeOf(detail ?? "");
    if (!place) return detail ?? "";
    const roles = place.roles.map((role) => valueOf("role", role, format, word)).join(" → ");
    const who = place.user && actorWord(place.user, people, [], deed);
    return [who, roles].filter(Boolean).join(": ");
  };
}
