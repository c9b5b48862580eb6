import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { IconButton } from "./Button";
import { useProblemText } from "./ErrorState";
import { uiMessages } from "./messages";
import styles from "./Toasts.module.css";

const manager = Toast.createToastManager();

/** Says what was done: one short sentence, the thing first. */
export function say(text: string): void {
  manager.add({ title: text, type: "good" });
}

/** Says in a toast what went wrong with something that was pressed: onError: useTellProblem(). */
export function useTellProblem(): (error: unknown) => void {
  const text = useProblemText();
  return (error) => {
    const problem = asProblem(error);
    if (problem) manager.add({ title: text(problem), type: "bad", priority: "high", timeout: 10_000 });
  };
}

function List() {
  const t = useMessages(uiMessages);
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles["toast"]} data-kind={toast.type} swipeDirection="right">
      {toast.type === "bad" ? <CircleAlert aria-hidden size={18} /> : <CircleCheck aria-hidden size={18} />}
      <Toast.Title className={styles["title"]} render={<p />} />
      <Toast.Close render={<IconButton label={t("close")} icon={X} />} />
    </Toast.Root>
  ));
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} timeout={5000} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles["viewport"]}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
