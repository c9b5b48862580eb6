import type { ReactNode } from "react";
import type { Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button, type ButtonKind } from "./Button";
import { FormProblem } from "./ErrorState";
import { Form, TextField } from "./Field";
import { uiMessages } from "./messages";
import styles from "./ReasonForm.module.css";

interface Props {
  onSubmit(values: Record<string, string>): void;
  problem: Problem | null;
  /** What the button says it will do. */
  action: string;
  kind?: ButtonKind;
  busy: boolean;
  /** Where the reason is kept and who reads it. */
  hint: string;
  /** Fields before the reason, and words before them. */
  children?: ReactNode;
  /** Buttons before the one that acts. */
  before?: ReactNode;
}

/** A deed that keeps its reason: what happens, why, and one button. */
export function ReasonForm({ onSubmit, problem, action, kind = "primary", busy, hint, children, before }: Props) {
  const t = useMessages(uiMessages);
  return (
    <Form problem={problem} onSubmit={onSubmit}>
      {children}
      <TextField
        name="reason"
        label={t("reason")}
        hint={hint}
        required
        minLength={3}
        maxLength={200}
        autoComplete="off"
        error={problem?.fields["reason"]}
      />
      <FormProblem problem={problem} />
      <div className={styles["acts"]}>
        {before}
        <Button type="submit" kind={kind} busy={busy}>
          {action}
        </Button>
      </div>
    </Form>
  );
}
