import { useMessages } from "~/i18n/locale";
import { appMessages } from "~/app/messages";
import { useLiveState } from "./live";
import styles from "./LiveMark.module.css";

/** Whether what is on the screen is of this moment; when it is not, in words. */
export function LiveMark() {
  const t = useMessages(appMessages);
  const state = useLiveState();
  const isLost = state === "offline" || state === "away";
  return (
    <span className={styles["mark"]} data-state={state} role="status" title={t(state)}>
      <span className={styles["dot"]} aria-hidden />
      <span className={isLost ? styles["lost"] : "unseen"}>{t(state)}</span>
    </span>
  );
}
