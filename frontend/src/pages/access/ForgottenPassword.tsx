import { useState } from "react";
import { Link } from "react-router";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { AccessFrame } from "./AccessFrame";
import { accessMessages } from "./messages";

export default function ForgottenPassword() {
  const t = useMessages(accessMessages);
  const [sentTo, setSentTo] = useState("");
  const ask = api.useMutation("post", "/api/v1/password-resets", {
    onSuccess: (_, { body }) => setSentTo(body.email),
  });

  if (sentTo) {
    return (
      <AccessFrame title={t("sentTitle")} text={t("sentText", { email: sentTo })}>
        <Link to="/login" className={buttonClass()}>
          {t("backToLogIn")}
        </Link>
      </AccessFrame>
    );
  }
  return (
    <AccessFrame title={t("forgottenTitle")} text={t("forgottenText")}>
      <Form problem={asProblem(ask.error)} onSubmit={({ email = "" }) => ask.mutate({ body: { email } })}>
        <TextField name="email" type="email" label={t("email")} autoComplete="username" required autoFocus />
        <FormProblem problem={asProblem(ask.error)} />
        <Button type="submit" kind="primary" busy={ask.isPending}>
          {t("send")}
        </Button>
      </Form>
      <Link to="/login">{t("backToLogIn")}</Link>
    </AccessFrame>
  );
}
