import { Link } from "react-router";
import { useCampaignName } from "~/campaigns/CampaignFilter";
import { useMessages } from "~/i18n/locale";
import { peopleMessages } from "./messages";

/** A campaign by its name; asked for once, however many entries name it. */
export function CampaignLink({ id, to }: { id: string; to?: string }) {
  const t = useMessages(peopleMessages);
  const name = useCampaignName(id);
  return <Link to={to ?? `/campaigns/${id}`}>{name ?? t("campaign")}</Link>;
}
