import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { say } from "~/ui/Toasts";
import styles from "./Admin.module.css";
import { adminMessages } from "./messages";

/** For a person who lost it, of whatever account. */
export function ResetFactor({ onClose }: { onClose(): void }) {
  const t = useMessages(adminMessages);
  const reset = api.useMutation("post", "/api/v1/admin/second-factor-resets", {
    onSuccess: ({ email }) => {
      say(t("resetFactorDone", { email: email ?? "" }));
      onClose();
    },
  });
  const problem = asProblem(reset.error);
  return (
    <Dialog open onClose={onClose} title={t("resetFactorTitle")}>
      <p>{t("resetFactorText")}</p>
      <Form problem={problem} onSubmit={({ email = "", reason = "" }) => reset.mutate({ body: { email: email.trim(), reason } })}>
        <div className={styles["form"]}>
          <TextField name="email" type="email" label={t("resetFactorEmail")} required autoComplete="off" error={problem?.fields["email"]} />
          <TextField
            name="reason"
            label={t("reason")}
            hint={t("reasonHint")}
            required
            minLength={3}
            maxLength={200}
            autoComplete="off"
            error={problem?.fields["reason"]}
          />
          {problem && Object.keys(problem.fields).length === 0 && <FormProblem problem={problem} />}
          <Button type="submit" kind="danger" busy={reset.isPending}>
            {t("resetFactorAction")}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
