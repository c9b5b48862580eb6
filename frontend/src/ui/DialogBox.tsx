// What Dialog.tsx loads when a dialog is opened.

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button, type ButtonKind, IconButton } from "./Button";
import styles from "./Dialog.module.css";
import { useProblemText } from "./ErrorState";
import { uiMessages } from "./messages";
import { useCover } from "./useCover";

export interface DialogProps {
  open: boolean;
  onClose(): void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons, from the safest on the left to the one that acts. */
  actions?: ReactNode;
}

/** Where the focus was when it opened, even if a field of its own has taken it before the library looked. */
function useOpener(open: boolean): () => HTMLElement | true {
  const opener = useRef<Element | null>(null);
  const wasOpen = useRef(false);
  if (open && !wasOpen.current) opener.current = document.activeElement;
  wasOpen.current = open;
  return () => (opener.current instanceof HTMLElement && opener.current.isConnected && opener.current !== document.body ? opener.current : true);
}

/** In a form one begins to write; else the first control. */
const firstField = (popup: HTMLElement | null): HTMLElement | true =>
  popup?.querySelector<HTMLElement>("form :is(input, textarea):not([type=hidden], [aria-hidden=true], :disabled)") ?? true;

export function Dialog({ open, onClose, title, children, actions }: DialogProps) {
  const t = useMessages(uiMessages);
  const opener = useOpener(open);
  useCover(open);
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles["backdrop"]} />
        <Base.Popup ref={popup} className={styles["popup"]} initialFocus={(by) => (by === "touch" ? true : firstField(popup.current))} finalFocus={opener}>
          <header className={styles["head"]}>
            <Base.Title className={styles["title"]}>{title}</Base.Title>
            <Base.Close render={<IconButton label={t("close")} icon={X} />} />
          </header>
          <div className={styles["body"]}>{children}</div>
          {actions && <footer className={styles["actions"]}>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Also what is told of single fields: a question has none where it could stand. */
function Wrong({ problem }: { problem: Problem | null }) {
  const text = useProblemText();
  return (
    <div role="alert" className={styles["wrong"]}>
      {problem && [text(problem), ...Object.values(problem.fields)].filter((said, i, all) => said !== "" && all.indexOf(said) === i).join(" ")}
    </div>
  );
}

export interface ConfirmProps {
  open: boolean;
  onClose(): void;
  title: string;
  children: ReactNode;
  /** "Llamar a 1 284 personas · hasta $61.20": what will happen, how many, how much. */
  action: string;
  kind?: ButtonKind;
  /** Closes when it is done; what it throws stands above the buttons. */
  onConfirm(): Promise<unknown>;
}

/** Asks once before anything that calls people, spends money or cannot be undone. */
export function Confirm({ open, onClose, title, children, action, kind = "primary", onConfirm }: ConfirmProps) {
  const t = useMessages(uiMessages);
  const opener = useOpener(open);
  useCover(open);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const confirm = () => {
    setBusy(true);
    setProblem(null);
    void onConfirm()
      .then(onClose, (error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  useEffect(() => {
    if (!open) setProblem(null); // it opens anew without what went wrong the last time
  }, [open]);
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && !busy && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles["backdrop"]} />
        <AlertDialog.Popup className={styles["popup"]} finalFocus={opener}>
          <header className={styles["head"]}>
            <AlertDialog.Title className={styles["title"]}>{title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description render={<div />} className={styles["body"]}>
            {children}
          </AlertDialog.Description>
          <Wrong problem={problem} />
          <footer className={styles["actions"]}>
            <AlertDialog.Close render={<Button disabled={busy}>{t("back")}</Button>} />
            <Button kind={kind} busy={busy} onClick={confirm}>
              {action}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
