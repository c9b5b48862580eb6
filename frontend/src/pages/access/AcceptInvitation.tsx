import { useCallback, useEffect } from "react";
import { Link } from "react-router";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { ErrorState, FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/States";
import { AccessFrame } from "./AccessFrame";
import { LeadsOn } from "./LeadsOn";
import { NewPassword } from "./NewPassword";
import { accessMessages } from "./messages";
import { useToken } from "./token";

/** Where the mail of an invitation leads. Who has a password keeps it. */
export default function AcceptInvitation() {
  const t = useMessages(accessMessages);
  const token = useToken();
  const look = api.useMutation("post", "/api/v1/invitations/look-up");
  const accept = api.useMutation("post", "/api/v1/invitations/accept");
  const { mutate } = look;

  const ask = useCallback(() => mutate({ body: { token } }), [mutate, token]);
  useEffect(() => {
    if (token) ask();
  }, [ask, token]);
  if (accept.isSuccess || !token) {
    return (
      <LeadsOn
        title={accept.isSuccess ? t("joinedTitle") : t("invitationTitle")}
        text={accept.isSuccess ? t("savedText") : t("linkIncomplete")}
        to="/login"
        label={t("logIn")}
      />
    );
  }
  const isNew = look.data?.needs_password ?? false;
  const account = look.data?.account_name ?? "";
  const refused = asProblem(look.error);
  return (
    <AccessFrame title={t("invitationTitle")} text={account && t("invitationText", { account })}>
      {look.isPending && <Skeleton height={160} />}
      {refused?.passes && <ErrorState error={refused} onRetry={ask} />}
      {refused && !refused.passes && (
        <>
          <FormProblem problem={refused} />
          <Link to="/login">{t("backToLogIn")}</Link>
        </>
      )}
      {look.isSuccess && (
        <Form
          problem={asProblem(accept.error)}
          onSubmit={({ name = "", password = "" }) => accept.mutate({ body: { token, name, password } })}
        >
          {isNew && <TextField name="name" label={t("yourName")} autoComplete="name" autoFocus />}
          {isNew && <NewPassword />}
          <FormProblem problem={asProblem(accept.error)} />
          <Button type="submit" kind="primary" busy={accept.isPending}>
            {t("join")}
          </Button>
        </Form>
      )}
    </AccessFrame>
  );
}
