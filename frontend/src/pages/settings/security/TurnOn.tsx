import { type ReactNode, useState } from "react";
import { api, type Schemas } from "~/api/client";
import { asProblem, type Problem } from "~/api/problem";
import { useRenewed } from "~/app/session";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { PasswordField } from "~/ui/PasswordField";
import { say } from "~/ui/Toasts";
import { useCopy } from "~/ui/useCopy";
import { codeOf, inFours } from "./codes";
import { securityMessages } from "./messages";
import styles from "./Security.module.css";

type Begun = Schemas["begun_factor"];

function Step({ n, children }: { n: number; children: ReactNode }) {
  const t = useMessages(securityMessages);
  return (
    <>
      <div>
        <p className={styles["step"]}>{t("step", { n })}</p>
        <div className={styles["steps"]} aria-hidden>
          {[1, 2, 3].map((i) => (
            <i key={i} data-done={i <= n || undefined} />
          ))}
        </div>
      </div>
      {children}
    </>
  );
}

/** Also before other codes, and before it is turned off. */
export function AskPassword({ action, kind = "primary", busy, problem, onPassword }: {
  action: string;
  kind?: "primary" | "danger";
  busy: boolean;
  problem: Problem | null;
  onPassword(password: string): void;
}) {
  const t = useMessages(securityMessages);
  return (
    <Form problem={problem} onSubmit={({ password = "" }) => onPassword(password)}>
      <PasswordField name="password" label={t("password")} autoComplete="current-password" required autoFocus />
      <FormProblem problem={problem} />
      <Button type="submit" kind={kind} busy={busy}>
        {action}
      </Button>
    </Form>
  );
}

function Scan({ begun, busy, problem, onCode }: { begun: Begun; busy: boolean; problem: Problem | null; onCode(code: string): void }) {
  const t = useMessages(securityMessages);
  const [error, setError] = useState("");
  const secret = begun.secret ?? "";
  const copy = useCopy();
  const submit = (text: string) => {
    const code = codeOf(text);
    setError(code ? "" : t("codeForm"));
    if (code) onCode(code);
  };
  return (
    <>
      <div className={styles["scan"]}>
        <img className={styles["qr"]} alt={t("qr")} src={`data:image/svg+xml,${encodeURIComponent(begun.qr ?? "")}`} />
        <div>
          <h3>{t("scanTitle")}</h3>
          <p>{t("scanText")}</p>
        </div>
      </div>
      <div className={styles["key"]}>
        <p>{t("noCamera")}</p>
        <div className={styles["secretLine"]}>
          <code data-secret={secret}>{inFours(secret)}</code>
          <Button small kind="quiet" onClick={() => copy(secret, t("secretCopied"))}>
            {t("copy")}
          </Button>
        </div>
      </div>
      <Form problem={problem} onSubmit={({ code = "" }) => submit(code)}>
        <div className={styles["codeField"]}>
          <TextField
            name="code"
            label={t("code")}
            hint={t("codeHint")}
            error={error || undefined}
            onChange={() => setError("")}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={9}
            required
            autoFocus
          />
        </div>
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={busy}>
          {t("confirm")}
        </Button>
      </Form>
    </>
  );
}

/** Password, picture and code; the recovery codes follow. */
export function TurnOn({ onClose, onCodes }: { onClose(): void; onCodes(codes: string[]): void }) {
  const t = useMessages(securityMessages);
  const renewed = useRenewed();
  const begin = api.useMutation("post", "/api/v1/second-factor");
  const confirm = api.useMutation("post", "/api/v1/second-factor/confirm", {
    onSuccess: (made) => {
      renewed(made.in);
      say(t("factorIsOn"));
      onCodes(made.codes ?? []);
    },
  });
  return (
    <Dialog open onClose={onClose} title={t("turnOn")}>
      {begin.data ? (
        <Step n={2}>
          <Scan begun={begin.data} busy={confirm.isPending} problem={asProblem(confirm.error)} onCode={(code) => confirm.mutate({ body: { code } })} />
        </Step>
      ) : (
        <Step n={1}>
          <p>{t("askPassword")}</p>
          <AskPassword
            action={t("next")}
            busy={begin.isPending}
            problem={asProblem(begin.error)}
            onPassword={(password) => begin.mutate({ body: { password } })}
          />
        </Step>
      )}
    </Dialog>
  );
}
