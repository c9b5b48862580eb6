// Many to choose one of, found by a part of the name. Who shows it says which ones there are.

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronDown } from "lucide-react";
import { useEffect, useState } from "react";
import { useMessages } from "~/i18n/locale";
import { cx } from "./cx";
import field from "./Field.module.css";
import menu from "./Menu.module.css";
import styles from "./SearchCombobox.module.css";
import { searchMessages } from "./searchMessages";

const TYPING_MS = 200;

export interface Choice {
  id: string;
  label: string;
  hint?: string | undefined;
}

export interface Search {
  typed: string;
  type(text: string): void;
  /** What was typed, once the fingers rest. */
  part: string;
}

export function useSearch(): Search {
  const [typed, type] = useState("");
  const [part, setPart] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setPart(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return { typed, type, part };
}

interface SearchComboboxProps {
  label: string;
  search: Search;
  /** Undefined while they are on the way. */
  choices: readonly Choice[] | undefined;
  /** There are others, which the search finds. */
  hasMore: boolean;
  chosen: Choice | null;
  placeholder?: string;
  small?: boolean;
  onChange(choice: Choice): void;
}

export function SearchCombobox({ label, search, choices, hasMore, chosen, placeholder, small, onChange }: SearchComboboxProps) {
  const t = useMessages(searchMessages);
  return (
    <Base.Root<Choice>
      defaultOpen
      items={choices ?? []}
      filter={null}
      value={chosen}
      onValueChange={(next) => next && onChange(next)}
      inputValue={search.typed}
      onInputValueChange={search.type}
      isItemEqualToValue={(a, b) => a.id === b.id}
      itemToStringLabel={(one) => one.label}
      onOpenChange={(open) => !open && search.type("")}
    >
      <Base.Trigger aria-label={label} className={cx(field["control"], menu["select"], small && menu["selectSmall"])}>
        <span className={chosen ? undefined : menu["placeholder"]}>{chosen?.label ?? placeholder}</span>
        <ChevronDown aria-hidden size={16} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" className={menu["positioner"]}>
          <Base.Popup className={cx(menu["popup"], menu["searched"])} aria-label={label}>
            <Base.Input className={field["control"]} placeholder={t("search")} aria-label={t("search")} />
            <Base.Empty>{choices && <p className={styles["note"]}>{t("none")}</p>}</Base.Empty>
            <Base.List className={styles["list"]}>
              {(one: Choice) => (
                <Base.Item key={one.id} value={one} className={menu["item"]}>
                  <span className={menu["mark"]}>
                    <Base.ItemIndicator>
                      <Check aria-hidden size={16} />
                    </Base.ItemIndicator>
                  </span>
                  <span className={menu["itemText"]}>
                    {one.label}
                    {one.hint && <small className={menu["hint"]}>{one.hint}</small>}
                  </span>
                </Base.Item>
              )}
            </Base.List>
            {hasMore && <p className={styles["note"]}>{t("more")}</p>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
