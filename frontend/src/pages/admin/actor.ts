import { api } from "~/api/client";
import { deedMessages } from "~/deeds/messages";
import { useMessages } from "~/i18n/locale";
import { adminMessages } from "./messages";

/** Who operates the installation by their e-mail; others by what they are, as their account keeps who they are. */
export function useActorTold(): (actor: string | null | undefined) => string {
  const t = useMessages(adminMessages);
  const deed = useMessages(deedMessages);
  const operators = api.useQuery("get", "/api/v1/admin/platform-admins");
  return (actor) => {
    if (!actor) return "—";
    if (actor === "system" || actor === "provider" || actor === "unknown") return deed(actor);
    const known = operators.data?.items?.find(({ id }) => id === actor);
    if (known?.email) return known.email;
    const end = actor.slice(-6);
    return actor.startsWith("key_") ? t("someKey", { end }) : t("somebody", { end });
  };
}
