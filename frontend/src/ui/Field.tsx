import { Field as Base } from "@base-ui/react/field";
import { Form as BaseForm } from "@base-ui/react/form";
import { type ComponentProps, createContext, type FormEvent, type MouseEvent, type ReactNode, useContext, useId, useRef, useState } from "react";
import type { Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Told } from "./Button";
import styles from "./Field.module.css";
import { uiMessages } from "./messages";
import { FieldsAround, ToldFields, useTold } from "./toldFields";

interface FieldProps {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Of the API or our own; beside it the browser's checks speak. */
  error?: string | undefined;
  children: ReactNode;
}

const checks = ["valueMissing", "typeMismatch", "patternMismatch", "badInput", "tooShort", "tooLong"] as const;

/** What the browser found, in the viewer's language; else what the API says of the field. */
function Wrong({ validity }: { validity: Partial<Record<(typeof checks)[number], boolean>> }) {
  const t = useMessages(uiMessages);
  const found = checks.find((check) => validity[check]);
  return found ? <Base.Error className={styles["error"]}>{t(found)}</Base.Error> : <Base.Error className={styles["error"]} />;
}

/** Label, control, hint, error: tied together for readers. */
export function Field({ name, label, hint, error: told, children }: FieldProps) {
  const submits = useContext(Submits);
  useTold(name, told);
  // What was told of one submission is over once the person changes the field: else the form would refuse the next.
  const [changedAfter, setChangedAfter] = useState<number | null>();
  const error = submits !== null && changedAfter === submits ? undefined : told;
  const id = useId();
  const ids = [hint && `${id}hint`, error && `${id}error`].filter(Boolean).join(" ");
  const change = () => setChangedAfter(submits);
  const choose = ({ target }: MouseEvent) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) change();
  };
  return (
    <Base.Root name={name} className={styles["field"]} invalid={error ? true : undefined} onInput={change} onClick={choose}>
      <Base.Label className={styles["label"]}>{label}</Base.Label>
      <Told value={{ isWrong: Boolean(error), notes: ids || undefined }}>{children}</Told>
      {hint && (
        <Base.Description id={`${id}hint`} className={styles["hint"]}>
          {hint}
        </Base.Description>
      )}
      {error ? (
        <Base.Error match id={`${id}error`} className={styles["error"]}>
          {error}
        </Base.Error>
      ) : (
        <Base.Validity>{({ validity }) => <Wrong validity={validity} />}</Base.Validity>
      )}
    </Base.Root>
  );
}

type TextProps = Omit<FieldProps, "children"> & Omit<ComponentProps<typeof Base.Control>, "name" | "className" | "children">;

export function TextField({ name, label, hint, error, ...control }: TextProps) {
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <Base.Control className={styles["control"]} {...control} />
    </Field>
  );
}

type AreaProps = Omit<FieldProps, "children"> & Omit<ComponentProps<"textarea">, "name" | "className" | "children">;

export function TextArea({ name, label, hint, error, ...control }: AreaProps) {
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <Base.Control className={styles["area"]} render={<textarea {...control} />} />
    </Field>
  );
}

/** How often the form around was submitted; null: what is told of a field is judged anew at each change. */
const Submits = createContext<number | null>(0);

/** For forms that judge their fields themselves: what they tell of one always shows. */
export const JudgedFields = ({ children }: { children: ReactNode }) => <Submits value={null}>{children}</Submits>;

interface FormProps {
  /** Until what it answers has ended, the form is not submitted again: not even while what was done is shown. */
  onSubmit(values: Record<string, string>): void | Promise<void>;
  problem?: Problem | null;
  children: ReactNode;
}

/** Gives the fields' texts by name. What the API says of single fields stands beside them. */
export function Form({ onSubmit, problem, children }: FormProps) {
  const [submits, setSubmits] = useState(0);
  const doing = useRef(false);
  const [fields] = useState(() => new ToldFields());
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (doing.current) return;
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(event.currentTarget)) if (typeof value === "string") values[name] = value;
    setSubmits((before) => before + 1);
    const done = onSubmit(values);
    doing.current = done !== undefined;
    void done?.finally(() => {
      doing.current = false;
    });
  };
  return (
    <BaseForm className={styles["form"]} errors={problem?.fields ?? {}} onSubmit={submit}>
      <FieldsAround value={fields}>
        <Submits value={submits}>{children}</Submits>
      </FieldsAround>
    </BaseForm>
  );
}

/** Short fields beside each other, as many as there is room for. */
export const Fields = ({ children }: { children: ReactNode }) => <div className={styles["fields"]}>{children}</div>;

export const controlClass = styles["control"];
/** For what is wrong with more than one control. */
export const errorClass = styles["error"];
