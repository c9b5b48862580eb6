// A choice of a campaign that nobody has opened yet: it looks and reads like the one that is loaded then.

import { ChevronDown } from "lucide-react";
import type { KeyboardEvent } from "react";
import { cx } from "~/ui/cx";
import field from "~/ui/Field.module.css";
import menu from "~/ui/Menu.module.css";

interface ChoiceButtonProps {
  label: string;
  /** What is chosen; undefined: nothing yet. */
  shown: string | undefined;
  placeholder?: string;
  small?: boolean;
  onOpen(): void;
  onNear(): void;
}

export function ChoiceButton({ label, shown, placeholder, small, onOpen, onNear }: ChoiceButtonProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    onOpen();
  };
  return (
    <button
      type="button"
      role="combobox"
      aria-haspopup="dialog"
      aria-expanded={false}
      aria-label={label}
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
