import { Link } from "~/router/router";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { AccessFrame } from "./AccessFrame";
import { accessMessages } from "./messages";
import { useToken } from "./token";

export default function ResetPassword() {
  const t = useMessages(accessMessages);
  const token = useToken();
  const reset = api.useMutation("post", "/api/v1/password-resets/confirm");

  if (reset.isSuccess) {
    return (
      <AccessFrame title={t("savedTitle")} text={t("savedText")}>
        <Link to="/login" className={buttonClass("primary")}>
          {t("logIn")}
        </Link>
      </AccessFrame>
    );
  }
  if (!token) {
    return (
      <AccessFrame title={t("resetTitle")} text={t("noToken")}>
        <Link to="/forgotten-password" className={buttonClass("primary")}>
          {t("askAgain")}
        </Link>
      </AccessFrame>
    );
  }
  return (
    <AccessFrame title={t("resetTitle")} text={t("resetText")}>
      <Form problem={asProblem(reset.error)} onSubmit={({ password = "" }) => reset.mutate({ body: { token, password } })}>
        <TextField
          name="password"
          type="password"
          label={t("newPassword")}
          hint={t("newPasswordHint")}
          autoComplete="new-password"
          minLength={12}
          required
          autoFocus
        />
        <FormProblem problem={asProblem(reset.error)} />
        <Button type="submit" kind="primary" busy={reset.isPending}>
          {t("save")}
        </Button>
      </Form>
    </AccessFrame>
  );
}
