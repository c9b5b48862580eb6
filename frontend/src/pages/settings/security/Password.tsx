import { useState } from "react";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useRenewed, useSession } from "~/app/session";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { PasswordField } from "~/ui/PasswordField";
import { say } from "~/ui/Toasts";
import { securityMessages } from "./messages";
import styles from "./Security.module.css";

export function Password() {
  const t = useMessages(securityMessages);
  const renewed = useRenewed();
  const { signedIn } = useSession();
  const [round, setRound] = useState(0);
  const change = api.useMutation("post", "/api/v1/password", {
    onSuccess: (again) => {
      renewed(again);
      setRound((n) => n + 1); // empty fields
      say(t("passwordChanged"));
    },
  });
  const problem = asProblem(change.error);
  return (
    <Card title={t("passwordTitle")}>
      <p className={styles["lead"]}>{t("passwordText")}</p>
      <Form key={round} problem={problem} onSubmit={({ current = "", password = "" }) => change.mutate({ body: { current, password } })}>
        <div className={styles["password"]}>
          {/* whose it is, for what keeps passwords */}
          <input type="text" name="username" autoComplete="username" value={signedIn.user?.email ?? ""} readOnly hidden />
          <PasswordField name="current" label={t("current")} autoComplete="current-password" required />
          <PasswordField name="password" label={t("fresh")} hint={t("freshHint")} autoComplete="new-password" required minLength={12} />
          <FormProblem problem={problem} />
          <Button type="submit" busy={change.isPending}>
            {t("changePassword")}
          </Button>
        </div>
      </Form>
    </Card>
  );
}
