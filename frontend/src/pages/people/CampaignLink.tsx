import { Link } from "react-router";
import { api } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { peopleMessages } from "./messages";

/** A campaign by its name; asked for once, however many entries name it. */
export function CampaignLink({ id, to }: { id: string; to?: string }) {
  const t = useMessages(peopleMessages);
  const { data } = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id } } }, { staleTime: 5 * 60_000 });
  return <Link to={to ?? `/campaigns/${id}`}>{data?.name ?? t("campaign")}</Link>;
}
