// What Menu.tsx loads when a menu is opened.

import { Menu as Base } from "@base-ui/react/menu";
import { Check, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import styles from "./Menu.module.css";
import { cx } from "./cx";

export interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end" | undefined;
  /** Open from the beginning: it was asked for before it was loaded. */
  opened?: boolean;
}

export function Menu({ trigger, children, align = "end", opened = false }: MenuProps) {
  return (
    <Base.Root modal={false} defaultOpen={opened}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className={styles["positioner"]}>
          <Base.Popup className={styles["popup"]}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface ItemProps {
  icon?: LucideIcon;
  danger?: boolean;
  disabled?: boolean;
  onSelect(): void;
  children: ReactNode;
}

export function MenuItem({ icon: Icon, danger, disabled, onSelect, children }: ItemProps) {
  return (
    <Base.Item className={cx(styles["item"], danger && styles["danger"])} disabled={disabled ?? false} onClick={onSelect}>
      <span className={styles["mark"]}>{Icon && <Icon aria-hidden size={16} />}</span>
      <span className={styles["itemText"]}>{children}</span>
    </Base.Item>
  );
}

export interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChange(value: T): void;
}

export function MenuChoice<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles["groupLabel"]}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {choices.map((choice) => (
          <Base.RadioItem key={choice.value} value={choice.value} className={styles["item"]} closeOnClick>
            <span className={styles["mark"]}>
              <Base.RadioItemIndicator>
                <Check aria-hidden size={16} />
              </Base.RadioItemIndicator>
            </span>
            <span className={styles["itemText"]}>{choice.label}</span>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export const MenuLine = () => <Base.Separator className={styles["separator"]} />;

export interface CheckProps {
  checked: boolean;
  onChange(checked: boolean): void;
  children: ReactNode;
}

export function CheckItem({ checked, onChange, children }: CheckProps) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} className={styles["item"]}>
      <span className={styles["mark"]}>
        <Base.CheckboxItemIndicator>
          <Check aria-hidden size={16} />
        </Base.CheckboxItemIndicator>
      </span>
      <span className={styles["itemText"]}>{children}</span>
    </Base.CheckboxItem>
  );
}
