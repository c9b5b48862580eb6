// What Select.tsx loads when somebody opens it.

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import styles from "./Menu.module.css";
import field from "./Field.module.css";
import { cx } from "./cx";
import type { SelectProps } from "./Select";

export function SelectList<T extends string>({ label, choices, value, onChange, placeholder, small, disabled, name }: SelectProps<T>) {
  const shown = choices.find((choice) => choice.value === value);
  return (
    <Base.Root defaultOpen value={value} onValueChange={(next) => next !== null && onChange(next as T)} disabled={disabled ?? false} name={name}>
      <Base.Trigger aria-label={label} className={cx(field["control"], styles["select"], small && styles["selectSmall"])}>
        <span className={shown ? undefined : styles["placeholder"]}>{shown?.label ?? placeholder ?? "—"}</span>
        <ChevronDown aria-hidden size={16} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className={styles["positioner"]}>
          <Base.Popup className={styles["popup"]}>
            {choices.map((choice) => (
              <Base.Item key={choice.value} value={choice.value} className={styles["item"]}>
                <span className={styles["mark"]}>
                  <Base.ItemIndicator>
                    <Check aria-hidden size={16} />
                  </Base.ItemIndicator>
                </span>
                <Base.ItemText className={styles["itemText"]}>
                  {choice.label}
                  {choice.hint && <small className={styles["hint"]}>{choice.hint}</small>}
                </Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
