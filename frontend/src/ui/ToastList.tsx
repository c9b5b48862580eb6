import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect } from "react";
import { useMessages } from "~/i18n/locale";
import { IconButton } from "./Button";
import { uiMessages } from "./messages";
import { takeNotices } from "./Toasts";
import styles from "./Toasts.module.css";

function List() {
  const t = useMessages(uiMessages);
  const { toasts, add } = Toast.useToastManager();
  useEffect(() => takeNotices(add), [add]);
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles["toast"]} data-kind={toast.type} swipeDirection="right">
      {toast.type === "bad" ? <CircleAlert aria-hidden size={18} /> : <CircleCheck aria-hidden size={18} />}
      <Toast.Title className={styles["title"]} render={<p />} />
      <Toast.Close render={<IconButton label={t("close")} icon={X} />} />
    </Toast.Root>
  ));
}

export default function ToastList() {
  return (
    <Toast.Provider timeout={5000} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles["viewport"]}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
