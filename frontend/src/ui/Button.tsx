import { Button as Base } from "@base-ui/react/button";
import { LoaderCircle, type LucideIcon } from "lucide-react";
import { type ComponentProps, createContext, type ReactNode } from "react";
import styles from "./Button.module.css";
import { cx } from "./cx";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

interface Props extends Omit<ComponentProps<typeof Base>, "className"> {
  kind?: ButtonKind;
  small?: boolean;
  icon?: LucideIcon;
  /** It is being done: shown, and not to be pressed again. */
  busy?: boolean;
  children: ReactNode;
  className?: string;
}

/** What calls people or spends money says in its words how many and how much. */
export function Button({ kind = "secondary", small, icon: Icon, busy, children, className, ...rest }: Props) {
  return (
    <Base
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      focusableWhenDisabled={busy}
      aria-busy={busy || undefined}
      className={cx(styles["button"], styles[kind], small && styles["small"], className)}
    >
      {busy ? <LoaderCircle aria-hidden className={styles["spin"]} size={16} /> : Icon && <Icon aria-hidden size={16} />}
      {children}
    </Base>
  );
}

interface IconProps extends Omit<ComponentProps<typeof Base>, "className" | "children"> {
  label: string;
  icon: LucideIcon;
}

export function IconButton({ label, icon: Icon, ...rest }: IconProps) {
  return (
    <Base type="button" {...rest} aria-label={label} title={label} className={cx(styles["button"], styles["quiet"], styles["square"])}>
      <Icon aria-hidden size={18} />
    </Base>
  );
}

interface FieldTold {
  isWrong: boolean;
  /** The ids of its hint and of what is wrong. */
  notes: string | undefined;
}

/** What a field tells of the button in it that opens its choices; here, since lists without any field have such buttons too. */
export const Told = createContext<FieldTold>({ isWrong: false, notes: undefined });

/** For links that look like buttons: <Link className={buttonClass("primary")}>. */
export const buttonClass = (kind: ButtonKind = "secondary"): string => cx(styles["button"], styles[kind]);
