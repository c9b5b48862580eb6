// Which campaign a list of contacts enters: one of those that take any. Until it is first opened there is the button alone.

import { useMessages } from "~/i18n/locale";
import { ChoiceButton } from "~/ui/ChoiceButton";
import { useOnDemand } from "~/ui/onDemand";
import { choiceMessages } from "./messages";

export interface Chosen {
  id: string;
  name: string;
}

export interface OpenCampaignProps {
  label: string;
  chosen: Chosen | null;
  onChange(campaign: Chosen): void;
}

const loadList = () => import("./OpenCampaignList");

export function OpenCampaign(props: OpenCampaignProps) {
  const t = useMessages(choiceMessages);
  const { part, ask, warm } = useOnDemand(loadList);
  if (part) return <part.OpenCampaignList {...props} />;
  return <ChoiceButton popup="dialog" label={props.label} shown={props.chosen?.name} placeholder={t("choose")} onOpen={ask} onNear={warm} />;
}
