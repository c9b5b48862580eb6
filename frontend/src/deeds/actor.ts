import { api } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { actorWord, type Person } from "./actorWord";
import { deedMessages } from "./messages";

const MOST = 200;

/** Whoever has a place in the account. */
export function useMembers(): readonly Person[] {
  const query = { params: { query: { limit: MOST } } };
  return api.useQuery("get", "/api/v1/users", query).data?.items ?? [];
}

/** Who did it: a person of the account, one of its keys, or the product itself. */
export function useActor(): (actor: string | null | undefined) => string {
  const t = useMessages(deedMessages);
  const people = useMembers();
  const keys = api.useQuery("get", "/api/v1/api-keys", { params: { query: { limit: MOST } } });
  return (actor) => actorWord(actor, people, keys.data?.items ?? [], t);
}
