import { Link, useLocation } from "react-router";
import { useMessages } from "~/i18n/locale";
import { Notice } from "~/ui/Notice";
import { appMessages } from "./messages";
import { useSession } from "./session";
import styles from "./Shell.module.css";
import { useMay } from "./useMay";

/** Nobody is called for this account, whatever a page shows of its campaigns. Home says so by itself. */
export function Suspended() {
  const t = useMessages(appMessages);
  const may = useMay();
  const { account } = useSession();
  const { pathname } = useLocation();
  if (account.status !== "suspended" || pathname === "/") return null;
  return (
    <div className={styles["suspended"]}>
      <Notice role="needs" actions={may("manage_account") && <Link to="/settings/audit?type=account.suspended">{t("suspendedWhy")}</Link>}>
        {t("suspended")}
      </Notice>
    </div>
  );
}
