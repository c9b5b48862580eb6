import { Link } from "react-router";
import styles from "./Logo.module.css";

/** A voice as a wave; the only drawing of the product. */
export function Logo({ name = "SpeechAI" }: { name?: string }) {
  return (
    <Link to="/" className={styles["logo"]} aria-label={name}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden>
        <rect width="32" height="32" rx="8" className={styles["ground"]} />
        <path d="M8 14v4M12 10v12M16 7v18M20 11v10M24 14v4" className={styles["wave"]} />
      </svg>
      <span>{name}</span>
    </Link>
  );
}
