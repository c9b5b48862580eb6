import { Copy, Download, Printer } from "lucide-react";
import { useState } from "react";
import { useSession } from "~/app/session";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { download } from "~/ui/download";
import { useCopy } from "~/ui/useCopy";
import { codesText } from "./codes";
import { securityMessages } from "./messages";
import styles from "./Security.module.css";

/** The dialog alone on the paper. */
function printCodes() {
  const root = document.documentElement;
  root.dataset["printing"] = "codes";
  addEventListener("afterprint", () => delete root.dataset["printing"], { once: true });
  print();
}

/** Shown here and never again: the dialog closes when they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const t = useMessages(securityMessages);
  const format = useFormat();
  const { signedIn } = useSession();
  const [kept, setKept] = useState(false);
  const [asked, setAsked] = useState(false);
  const whose = t("codesWhose", { email: signedIn.user?.email ?? "", date: format.date(new Date().toISOString()) });
  const text = codesText({ title: t("codesOf"), whose, use: t("codesUse") }, codes);
  const close = () => (kept ? onDone() : setAsked(true));
  const copy = useCopy();
  return (
    <Dialog
      open
      onClose={close}
      title={t("codesTitle")}
      actions={
        <Button kind="primary" disabled={!kept} onClick={onDone}>
          {t("finish")}
        </Button>
      }
    >
      <p>{t("codesText")}</p>
      <p className={styles["printed"]}>{whose}</p>
      <ol className={styles["codes"]} data-codes>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={`${styles["buttons"] ?? ""} ${styles["unprinted"] ?? ""}`}>
        <Button icon={Download} onClick={() => download(`${t("codesFile")}.txt`, new Blob([text], { type: "text/plain;charset=utf-8" }))}>
          {t("download")}
        </Button>
        <Button icon={Copy} onClick={() => copy(text, t("codesCopied"))}>
          {t("copy")}
        </Button>
        <Button icon={Printer} onClick={printCodes}>
          {t("print")}
        </Button>
      </div>
      <div className={styles["unprinted"]}>
        <label className={styles["keep"]}>
          <input type="checkbox" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
          {t("kept")}
        </label>
        <p role="status" className={styles["first"]}>
          {asked && !kept ? t("keptFirst") : ""}
        </p>
      </div>
    </Dialog>
  );
}
