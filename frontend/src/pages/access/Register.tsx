import { useState } from "react";
import { Link } from "react-router";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useLocale, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Form, TextField } from "~/ui/Field";
import { Select } from "~/ui/Select";
import { Loaded } from "~/ui/States";
import { say, useTellProblem } from "~/ui/Toasts";
import { AccessFrame } from "./AccessFrame";
import styles from "./AccessFrame.module.css";
import { countries, type Country, likelyCountry } from "./countries";
import { accessMessages } from "./messages";

/** The mail may be late or lost: it is asked for again, and its link leads to ConfirmSignUp. */
function Asked({ email }: { email: string }) {
  const t = useMessages(accessMessages);
  const repeat = api.useMutation("post", "/api/v1/registrations/resend", {
    onSuccess: () => say(t("sentAgain")),
    onError: useTellProblem(),
  });
  return (
    <AccessFrame title={t("sentTitle")} text={t("askedText", { email })}>
      <div className={styles["links"]}>
        <Link to="/login" className={buttonClass()}>
          {t("backToLogIn")}
        </Link>
        <Button kind="quiet" busy={repeat.isPending} onClick={() => repeat.mutate({ body: { email } })}>
          {t("sendAgain")}
        </Button>
      </div>
    </AccessFrame>
  );
}

function Ask({ onAsked }: { onAsked(email: string): void }) {
  const t = useMessages(accessMessages);
  const { language } = useLocale();
  const [country, setCountry] = useState(() => likelyCountry(navigator.languages));
  const ask = api.useMutation("post", "/api/v1/registrations", { onSuccess: (_, { body }) => onAsked(body.email) });
  const problem = asProblem(ask.error);
  return (
    <AccessFrame title={t("registerTitle")} text={t("registerText")}>
      <Form
        problem={problem}
        onSubmit={({ email = "", account_name = "" }) => ask.mutate({ body: { email, account_name, country, language } })}
      >
        <TextField name="email" type="email" label={t("email")} autoComplete="username" required autoFocus />
        <TextField
          name="account_name"
          label={t("accountName")}
          hint={t("accountNameHint")}
          autoComplete="organization"
          maxLength={120}
          required
        />
        <Field name="country" label={t("country")} hint={t("countryHint")}>
          <Select<Country> label={t("country")} value={country} choices={countries(language)} onChange={setCountry} />
        </Field>
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={ask.isPending}>
          {t("askAccount")}
        </Button>
      </Form>
      <Link to="/login">{t("backToLogIn")}</Link>
    </AccessFrame>
  );
}

/** Where an account of one's own begins, if this installation lets anybody open one. */
export default function Register() {
  const t = useMessages(accessMessages);
  const [askedFor, setAskedFor] = useState("");
  const registration = api.useQuery("get", "/api/v1/registration");
  if (askedFor) return <Asked email={askedFor} />;
  if (registration.data?.open) return <Ask onAsked={setAskedFor} />;
  return (
    <AccessFrame title={t(registration.data ? "closedTitle" : "registerTitle")} text={registration.data && t("closedText")}>
      <Loaded query={registration} height={160}>
        {() => (
          <Link to="/login" className={buttonClass("primary")}>
            {t("backToLogIn")}
          </Link>
        )}
      </Loaded>
    </AccessFrame>
  );
}
