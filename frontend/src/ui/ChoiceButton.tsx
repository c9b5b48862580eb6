// A choice that nobody has opened yet: it looks and reads like the one that is loaded then.

import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, useContext } from "react";
import { Told } from "./Button";
import { cx } from "./cx";
import field from "./Field.module.css";
import menu from "./Menu.module.css";

interface ChoiceButtonProps {
  label: string;
  /** What is chosen; undefined: nothing yet. */
  shown: string | undefined;
  placeholder?: string | undefined;
  small?: boolean | undefined;
  disabled?: boolean;
  /** What opens: the choices alone, or with a search above them. */
  popup: "listbox" | "dialog";
  onOpen(): void;
  onNear(): void;
}

export function ChoiceButton({ label, shown, placeholder, small, disabled = false, popup, onOpen, onNear }: ChoiceButtonProps) {
  const { isWrong, notes } = useContext(Told);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    onOpen();
  };
  return (
    <button
      type="button"
      role="combobox"
      aria-haspopup={popup}
      aria-expanded={false}
      aria-label={label}
      aria-invalid={isWrong || undefined}
      aria-describedby={notes}
      data-invalid={isWrong ? "" : undefined}
      disabled={disabled}
      data-disabled={disabled ? "" : undefined}
      className={cx(field["control"], menu["select"], small && menu["selectSmall"])}
      onClick={onOpen}
      onKeyDown={onKeyDown}
      onPointerEnter={onNear}
      onFocus={onNear}
    >
      <span className={shown === undefined ? menu["placeholder"] : undefined}>{shown ?? placeholder}</span>
      <ChevronDown aria-hidden size={16} />
    </button>
  );
}
