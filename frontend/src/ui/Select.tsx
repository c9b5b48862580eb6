// A choice of one of a few. Until it is first opened there is the button alone, which looks and reads the same.

import { ChoiceButton } from "./ChoiceButton";
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

/** `label` is read out, and shown by a Field around it. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, choices, value, placeholder, small, disabled = false, name } = props;
  const { part, ask, warm } = useOnDemand(loadSelect);
  if (part) return <part.SelectList {...props} />;
  const shown = choices.find((choice) => choice.value === value);
  return (
    <>
      <ChoiceButton
        popup="listbox"
        label={label}
        shown={shown?.label}
        placeholder={placeholder ?? "—"}
        small={small}
        disabled={disabled}
        onOpen={ask}
        onNear={warm}
      />
      {name && <input type="hidden" name={name} value={value ?? ""} disabled={disabled} />}
    </>
  );
}
