import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { AccessFrame } from "./AccessFrame";
import { LeadsOn } from "./LeadsOn";
import { NewPassword } from "./NewPassword";
import { accessMessages } from "./messages";
import { useToken } from "./token";

/** Where the mail of a new account leads: the password is chosen here, and the account is made. */
export default function ConfirmSignUp() {
  const t = useMessages(accessMessages);
  const token = useToken();
  const confirm = api.useMutation("post", "/api/v1/registrations/confirm");

  if (confirm.isSuccess || !token) {
    return (
      <LeadsOn
        title={confirm.isSuccess ? t("madeTitle") : t("signUpTitle")}
        text={confirm.isSuccess ? t("savedText") : t("linkIncomplete")}
        to="/login"
        label={t("logIn")}
      />
    );
  }
  return (
    <AccessFrame title={t("signUpTitle")} text={t("signUpText")}>
      <Form
        problem={asProblem(confirm.error)}
        onSubmit={({ name = "", password = "" }) => confirm.mutate({ body: { token, name, password } })}
      >
        <TextField name="name" label={t("yourName")} autoComplete="name" autoFocus />
        <NewPassword />
        <FormProblem problem={asProblem(confirm.error)} />
        <Button type="submit" kind="primary" busy={confirm.isPending}>
          {t("signUp")}
        </Button>
      </Form>
    </AccessFrame>
  );
}
