import { api } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { deedMessages } from "./messages";

const MOST = 200;

/** Who did it, by name: a person of the account, one of its keys, or the product itself. Others stay ids. */
export function useActor(): (actor: string | null | undefined) => string {
  const t = useMessages(deedMessages);
  const query = { params: { query: { limit: MOST } } };
  const people = api.useQuery("get", "/api/v1/users", query);
  const keys = api.useQuery("get", "/api/v1/api-keys", query);
  return (actor) => {
    if (!actor) return "—";
    if (actor === "system" || actor === "provider" || actor === "unknown") return t(actor);
    const person = people.data?.items?.find(({ id }) => id === actor);
    const key = keys.data?.items?.find(({ id }) => id === actor);
    return person?.email ?? (key?.name ? t("key", { name: key.name }) : actor);
  };
}
