// A choice of one of a few. Until it is first opened there is the button alone, which looks and reads the same.

import { ChevronDown } from "lucide-react";
import field from "./Field.module.css";
import styles from "./Menu.module.css";
import { cx } from "./cx";
import { useOnDemand } from "./onDemand";

export interface Choice<T extends string> {
  value: T;
  label: string;
  /** A second line. */
  hint?: string | undefined;
}

export interface SelectProps<T extends string> {
  label: string;
  choices: readonly Choice<T>[];
  value: T | null;
  onChange(value: T): void;
  placeholder?: string;
  small?: boolean;
  disabled?: boolean;
  name?: string;
}

export const loadSelect = () => import("./SelectList");
const opens = ["ArrowDown", "ArrowUp"];

/** `label` is read out, and shown by a Field around it. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, choices, value, placeholder, small, disabled = false, name } = props;
  const { part, ask, warm } = useOnDemand(loadSelect);
  if (part) return <part.SelectList {...props} />;
  const shown = choices.find((choice) => choice.value === value);
  return (
    <>
      <button
        type="button"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={false}
        aria-label={label}
        disabled={disabled}
        data-disabled={disabled ? "" : undefined}
        className={cx(field["control"], styles["select"], small && styles["selectSmall"])}
        onClick={ask}
        onPointerEnter={warm}
        onFocus={warm}
        onKeyDown={(event) => {
          if (!opens.includes(event.key)) return;
          event.preventDefault();
          ask();
        }}
      >
        <span className={shown ? undefined : styles["placeholder"]}>{shown?.label ?? placeholder ?? "—"}</span>
        <ChevronDown aria-hidden size={16} />
      </button>
      {name && <input type="hidden" name={name} value={value ?? ""} disabled={disabled} />}
    </>
  );
}
