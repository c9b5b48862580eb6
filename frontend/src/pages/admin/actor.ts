import { api } from "~/api/client";
import { actorWord, type Person } from "~/deeds/actorWord";
import { deedMessages } from "~/deeds/messages";
import { useMessages } from "~/i18n/locale";

const MOST = 200;
const NOBODY: readonly Person[] = [];

/** Who operates the installation, and of an account whoever has a place in it. */
export function usePeople(account: string | undefined): readonly Person[] {
  const operators = api.useQuery("get", "/api/v1/admin/platform-admins");
  const members = api.useQuery(
    "get",
    "/api/v1/admin/accounts/{id}/users",
    { params: { path: { id: account ?? "" }, query: { limit: MOST } } },
    { enabled: account !== undefined },
  );
  return [...(members.data?.items ?? NOBODY), ...(operators.data?.items ?? NOBODY)];
}

/** Who did it, by their e-mail: the operator's own people, and those of the account that is looked at. */
export function useActorTold(account: string | undefined): (actor: string | null | undefined) => string {
  const deed = useMessages(deedMessages);
  const people = usePeople(account);
  return (actor) => actorWord(actor, people, [], deed);
}
