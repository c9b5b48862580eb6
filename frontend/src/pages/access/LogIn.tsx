import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { isOurs, useBrand } from "~/app/brand";
import { useSignIn } from "~/app/session";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { AccessFrame } from "./AccessFrame";
import styles from "./AccessFrame.module.css";
import { accessMessages } from "./messages";
import { placeAfter } from "./place";

/** Once true, it stays so: a second try keeps the field of the code. */
function useSticky(now: boolean): boolean {
  const [was, setWas] = useState(false);
  if (now && !was) setWas(true);
  return was || now;
}

export default function LogIn() {
  const t = useMessages(accessMessages);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const signedIn = useSignIn();
  const wantsAccount = search.has("account");
  const signIn = api.useMutation("post", "/api/v1/sessions", {
    onSuccess: (data) => {
      signedIn(data);
      void navigate(placeAfter(search.get("to")), { replace: true });
    },
  });
  const registration = api.useQuery("get", "/api/v1/registration");
  const isCommon = isOurs(useBrand()); // at the door of one account nobody opens another
  const problem = asProblem(signIn.error);
  const needsCode = useSticky(problem?.code === "auth.code_needed");

  return (
    <AccessFrame title={t("logInTitle")} text={t("logInText")}>
      <Form
        problem={problem}
        onSubmit={({ email = "", password = "", account = "", code = "" }) =>
          signIn.mutate({ body: { email, password, ...(account ? { account } : {}), ...(code ? { code: code.trim() } : {}) } })
        }
      >
        <TextField name="email" type="email" label={t("email")} autoComplete="username" required autoFocus />
        <TextField name="password" type="password" label={t("password")} autoComplete="current-password" required />
        {wantsAccount && (
          <TextField
            name="account"
            label={t("account")}
            hint={t("accountHint")}
            defaultValue={search.get("account") ?? ""}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {needsCode && (
          <TextField
            name="code"
            label={t("code")}
            hint={t("codeHint")}
            autoComplete="one-time-code"
            inputMode="text"
            spellCheck={false}
            required
            autoFocus
          />
        )}
        {problem?.code !== "auth.code_needed" && <FormProblem problem={problem} />}
        <Button type="submit" kind="primary" busy={signIn.isPending}>
          {t("logIn")}
        </Button>
      </Form>
      <div className={styles["links"]}>
        <Link to="/forgotten-password">{t("forgotten")}</Link>
        {registration.data?.open && isCommon && <Link to="/register">{t("register")}</Link>}
        {!wantsAccount && <Link to="/login?account=">{t("otherAccount")}</Link>}
      </div>
    </AccessFrame>
  );
}
