// One campaign of all that the account has: the newest are shown, any other is found by a part of its name. Until it is
// first opened there is the button alone.

import { api } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { ChoiceButton } from "~/ui/ChoiceButton";
import { useOnDemand } from "~/ui/onDemand";
import { choiceMessages } from "./messages";

export interface CampaignFilterProps {
  value: string | undefined;
  onChange(id: string | undefined): void;
}

const STALE_MS = 5 * 60_000;

/** Asked for once, however many name it. */
export function useCampaignName(id: string | undefined): string | undefined {
  const { data } = api.useQuery(
    "get",
    "/api/v1/campaigns/{id}",
    { params: { path: { id: id ?? "" } } },
    { staleTime: STALE_MS, enabled: id !== undefined && id !== "" },
  );
  return data?.name ?? undefined;
}

const loadList = () => import("./CampaignFilterList");

export function CampaignFilter(props: CampaignFilterProps) {
  const t = useMessages(choiceMessages);
  const name = useCampaignName(props.value);
  const { part, ask, warm } = useOnDemand(loadList);
  if (part) return <part.CampaignFilterList {...props} name={name} />;
  const shown = props.value ? (name ?? "…") : t("any");
  return <ChoiceButton small popup="dialog" label={t("campaign")} shown={shown} onOpen={ask} onNear={warm} />;
}
