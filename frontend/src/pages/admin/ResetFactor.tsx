import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { ReasonForm } from "~/ui/ReasonForm";
import { say } from "~/ui/Toasts";
import { adminMessages } from "./messages";

/** For a person who lost it, of whatever account. */
export function ResetFactor({ onClose }: { onClose(): void }) {
  const t = useMessages(adminMessages);
  const reset = api.useMutation("post", "/api/v1/admin/second-factor-resets", {
    onSuccess: ({ email }) => {
      say(t("resetFactorDone", { email: email }));
      onClose();
    },
  });
  const problem = asProblem(reset.error);
  return (
    <Dialog open onClose={onClose} title={t("resetFactorTitle")}>
      <p>{t("resetFactorText")}</p>
      <ReasonForm
        problem={problem}
        onSubmit={({ email = "", reason = "" }) => reset.mutate({ body: { email: email.trim(), reason } })}
        hint={t("reasonHint")}
        action={t("resetFactorAction")}
        kind="danger"
        busy={reset.isPending}
      >
        <TextField name="email" type="email" label={t("resetFactorEmail")} required autoComplete="off" error={problem?.fields["email"]} />
      </ReasonForm>
    </Dialog>
  );
}
