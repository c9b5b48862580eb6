import { useEffect, useRef, useState } from "react";
import styles from "./SheetTable.module.css";

interface Props {
  text: string;
  label: string;
  onSave(text: string): Promise<unknown>;
}

/** Shows its text; pressed, it takes another. Enter saves, Escape leaves it as it was; both stay at the cell. */
export function EditableCell({ text, label, onSave }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const returns = useRef(false);
  useEffect(() => {
    if (draft !== null || !returns.current) return;
    returns.current = false;
    button.current?.focus({ preventScroll: true });
  }, [draft]);
  const save = () => {
    if (draft === null || busy) return;
    if (draft === text) {
      setDraft(null);
      return;
    }
    setBusy(true);
    void onSave(draft)
      .then(() => setDraft(null), () => undefined)
      .finally(() => setBusy(false));
  };
  if (draft === null) {
    return (
      <button ref={button} type="button" className={styles["cell"]} aria-label={label} onClick={() => setDraft(text)}>
        {text || "\u00a0"}
      </button>
    );
  }
  return (
    <input
      className={styles["input"]}
      aria-label={label}
      value={draft}
      readOnly={busy}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        returns.current = event.key === "Enter" || event.key === "Escape";
        if (event.key === "Enter") save();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
