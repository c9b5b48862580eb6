import styles from "./SecretText.module.css";

/** What is shown once: a touch takes all of it. */
export const SecretText = ({ children }: { children: string }) => <code className={styles["secret"]}>{children}</code>;
