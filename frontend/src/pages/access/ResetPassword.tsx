import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form } from "~/ui/Field";
import { AccessFrame } from "./AccessFrame";
import { LeadsOn } from "./LeadsOn";
import { NewPassword } from "./NewPassword";
import { accessMessages } from "./messages";
import { useToken } from "./token";

export default function ResetPassword() {
  const t = useMessages(accessMessages);
  const token = useToken();
  const reset = api.useMutation("post", "/api/v1/password-resets/confirm");

  if (reset.isSuccess) return <LeadsOn title={t("savedTitle")} text={t("savedText")} to="/login" label={t("logIn")} />;
  if (!token) return <LeadsOn title={t("resetTitle")} text={t("noToken")} to="/forgotten-password" label={t("askAgain")} />;
  return (
    <AccessFrame title={t("resetTitle")} text={t("resetText")}>
      <Form problem={asProblem(reset.error)} onSubmit={({ password = "" }) => reset.mutate({ body: { token, password } })}>
        <NewPassword autoFocus />
        <FormProblem problem={asProblem(reset.error)} />
        <Button type="submit" kind="primary" busy={reset.isPending}>
          {t("save")}
        </Button>
      </Form>
    </AccessFrame>
  );
}
