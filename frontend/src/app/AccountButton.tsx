import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { useMessages } from "~/i18n/locale";
import styles from "./AccountMenu.module.css";
import { appMessages } from "./messages";
import { useSession } from "./session";

/** What opens the menu; the menu itself is loaded when somebody asks for it. */
export function AccountButton(props: ComponentProps<"button">) {
  const t = useMessages(appMessages);
  const { account } = useSession();
  return (
    <button type="button" {...props} className={styles["trigger"]}>
      <span className={styles["initial"]} aria-hidden>
        {account.name.slice(0, 1).toUpperCase()}
      </span>
      <span className={styles["name"]}>{account.name}</span>
      <span className="unseen">{t("accountMenu")}</span>
      <ChevronDown aria-hidden size={16} />
    </button>
  );
}
