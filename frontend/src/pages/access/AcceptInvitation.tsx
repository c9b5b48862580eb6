import { useEffect } from "react";
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

/** Where the mail of an invitation leads. Who has a password keeps it. */
export default function AcceptInvitation() {
  const t = useMessages(accessMessages);
  const token = useToken();
  const look = api.useMutation("post", "/api/v1/invitations/look-up");
  const accept = api.useMutation("post", "/api/v1/invitations/accept");
  const { mutate } = look;

  useEffect(() => {
    if (token) mutate({ body: { token } });
  }, [mutate, token]);
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
  return (
    <AccessFrame title={t("invitationTitle")} text={account && t("invitationText", { account })}>
      <FormProblem problem={asProblem(look.error)} />
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
