import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Layout";
import { Notice } from "~/ui/Notice";
import { useTellProblem } from "~/ui/Toasts";
import { settingsMessages } from "./messages";
import { Secret } from "./Secret";
import styles from "./Settings.module.css";

/** Where programs are tried out: a second account with play money, whose calls ring nowhere. */
export function Sandbox() {
  const t = useMessages(settingsMessages);
  const may = useMay();
  const { account } = useSession();
  const [secret, setSecret] = useState("");
  const make = api.useMutation("post", "/api/v1/sandbox/api-keys", {
    onSuccess: (made) => setSecret(made.secret ?? ""),
    onError: useTellProblem(),
  });
  if (account.sandbox_of) return <Notice>{t("isSandbox")}</Notice>;
  if (!may("manage_account")) return null;
  return (
    <Card title={t("sandbox")}>
      <div className={styles["sandbox"]}>
        <p className="quiet">{t("sandboxText")}</p>
        <Button icon={FlaskConical} busy={make.isPending} onClick={() => make.mutate({ body: { name: t("sandboxKey") } } as never)}>
          {t("makeSandboxKey")}
        </Button>
      </div>
      {secret !== "" && (
        <Secret title={t("keyMade")} text={t("keyOnce")} secret={secret} copied={t("copied")} onClose={() => setSecret("")} />
      )}
    </Card>
  );
}
