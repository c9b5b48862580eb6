import { useState } from "react";
import styles from "./SheetTable.module.css";

interface Props {
  text: string;
  label: string;
  onSave(text: string): Promise<unknown>;
}

/** Shows its text; pressed, it takes another. Enter saves, Escape leaves it as it was. */
export function EditableCell({ text, label, onSave }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
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
      <button type="button" className={styles["cell"]} aria-label={label} onClick={() => setDraft(text)}>
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
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
