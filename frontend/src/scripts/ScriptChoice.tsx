// What a campaign says: any script of the account. Until it is first opened there is the button alone.

import { useMessages } from "~/i18n/locale";
import { ChoiceButton } from "~/ui/ChoiceButton";
import { useOnDemand } from "~/ui/onDemand";
import { choiceMessages } from "./messages";

export interface ScriptChoiceProps {
  /** Of the one that is chosen, once it is known; undefined: none is. */
  chosen: { id: string; name: string } | undefined;
  onChange(id: string): void;
}

const loadList = () => import("./ScriptChoiceList");

export function ScriptChoice(props: ScriptChoiceProps) {
  const t = useMessages(choiceMessages);
  const { part, ask, warm } = useOnDemand(loadList);
  if (part) return <part.ScriptChoiceList {...props} />;
  return (
    <ChoiceButton
      popup="dialog"
      label={t("script")}
      shown={props.chosen?.name}
      placeholder={t("choose")}
      onOpen={ask}
      onNear={warm}
    />
  );
}
