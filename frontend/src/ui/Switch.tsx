import { Switch as Base } from "@base-ui/react/switch";
import styles from "./Switch.module.css";

interface Props {
  /** Read out; what stands beside it says the same. */
  label: string;
  on: boolean;
  disabled?: boolean;
  onChange(on: boolean): void;
}

/** On or off, at once: nothing else is pressed to save it. */
export function Switch({ label, on, disabled = false, onChange }: Props) {
  return (
    <Base.Root aria-label={label} checked={on} disabled={disabled} onCheckedChange={onChange} className={styles["switch"]}>
      <Base.Thumb className={styles["thumb"]} />
    </Base.Root>
  );
}
