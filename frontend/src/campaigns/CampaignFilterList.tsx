// What CampaignFilter.tsx loads when somebody opens it.

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronDown } from "lucide-react";
import { useEffect, useState } from "react";
import { useList } from "~/api/list";
import { useMessages } from "~/i18n/locale";
import { cx } from "~/ui/cx";
import field from "~/ui/Field.module.css";
import menu from "~/ui/Menu.module.css";
import type { CampaignFilterProps } from "./CampaignFilter";
import styles from "./CampaignFilter.module.css";
import { choiceMessages } from "./messages";

const SHOWN = 50;
const TYPING_MS = 200;

interface Choice {
  id: string;
  label: string;
}

/** What was typed, once the fingers rest. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

export function CampaignFilterList({ value, name, onChange }: CampaignFilterProps & { name: string | undefined }) {
  const t = useMessages(choiceMessages);
  const [typed, setTyped] = useState("");
  const part = useRested(typed.trim());
  const list = useList("/api/v1/campaigns", { limit: SHOWN, sort: "-created_at", ...(part ? { "name[contains]": part } : {}) });
  const any: Choice = { id: "", label: t("any") };
  const found = (list.data ?? []).map((one) => ({ id: one.id ?? "", label: one.name ?? "" }));
  const chosen: Choice = value ? { id: value, label: name ?? "…" } : any;
  return (
    <Base.Root<Choice>
      defaultOpen
      items={part ? found : [any, ...found]}
      filter={null}
      value={chosen}
      onValueChange={(next) => next && onChange(next.id || undefined)}
      inputValue={typed}
      onInputValueChange={setTyped}
      isItemEqualToValue={(a, b) => a.id === b.id}
      itemToStringLabel={(one) => one.label}
      onOpenChange={(open) => !open && setTyped("")}
    >
      <Base.Trigger aria-label={t("campaign")} className={cx(field["control"], menu["select"], menu["selectSmall"])}>
        <span>{chosen.label}</span>
        <ChevronDown aria-hidden size={16} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className={menu["positioner"]}>
          <Base.Popup className={menu["popup"]} aria-label={t("campaign")}>
            <Base.Input className={field["control"]} placeholder={t("search")} aria-label={t("search")} />
            <Base.Empty>
              {list.data && found.length === 0 && <p className={styles["note"]}>{t("none")}</p>}
            </Base.Empty>
            <Base.List className={styles["list"]}>
              {(one: Choice) => (
                <Base.Item key={one.id} value={one} className={menu["item"]}>
                  <span className={menu["mark"]}>
                    <Base.ItemIndicator>
                      <Check aria-hidden size={16} />
                    </Base.ItemIndicator>
                  </span>
                  <span className={menu["itemText"]}>{one.label}</span>
                </Base.Item>
              )}
            </Base.List>
            {list.more.has && <p className={styles["note"]}>{t("more")}</p>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
