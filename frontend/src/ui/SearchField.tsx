// What a list is searched by, kept in the address: it goes there when the fingers rest, and comes from there when somebody
// goes back or clears the filters.

import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import styles from "./Field.module.css";
import { JudgedFields, TextField } from "./Field";

const TYPING_MS = 300;

/** The filters of the address with one more, or, with "", one less. */
export function withFilter(filters: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(filters);
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}

interface Props {
  /** Of the filter in the address. */
  name: string;
  label: string;
  inputMode?: "tel";
  error?: string | undefined;
}

export function SearchField({ name, label, inputMode, error }: Props) {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get(name) ?? "";
  const [typed, setTyped] = useState(wanted);
  const [seen, setSeen] = useState(wanted);
  const sent = useRef<string | null>(null);
  if (seen !== wanted) {
    setSeen(wanted);
    if (wanted !== sent.current) setTyped(wanted); // not what was typed here: meanwhile more may have been
  }
  useEffect(() => {
    if (sent.current === wanted) sent.current = null;
  }, [wanted]);
  useEffect(() => {
    const text = typed.trim();
    if (text === wanted) return;
    const timer = setTimeout(() => {
      sent.current = text;
      setSearch((before) => withFilter(before, name, text), { replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className={styles["search"]} role="search">
      <JudgedFields>
        <TextField
          name={name}
          type="search"
          {...(inputMode ? { inputMode } : {})}
          autoComplete="off"
          label={<span className="unseen">{label}</span>}
          placeholder={label}
          value={typed}
          error={error}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </JudgedFields>
    </div>
  );
}
