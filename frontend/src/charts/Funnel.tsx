import { Link } from "react-router";
import styles from "./Funnel.module.css";

export interface Step {
  label: string;
  value: number;
  /** "1.284" */
  shown: string;
  /** Of the step before: "62 %" */
  share?: string | undefined;
  /** The page that shows what it counts. */
  to?: string | undefined;
}

/** From many to few: each step a bar under the one it came from, with its share of it. */
export function Funnel({ label, steps }: { label: string; steps: Step[] }) {
  const most = Math.max(1, ...steps.map((step) => step.value));
  return (
    <ol className={styles["funnel"]} aria-label={label}>
      {steps.map((step) => (
        <li key={step.label} className={styles["step"]}>
          <span className={styles["label"]}>{step.label}</span>
          <span className={styles["track"]}>
            <span className={styles["fill"]} style={{ width: `${(step.value / most) * 100}%`, ...(step.value === 0 ? { minWidth: 0 } : {}) }} />
          </span>
          <span className={styles["value"]}>{step.to ? <Link to={step.to} aria-label={`${step.label}: ${step.shown}`}>{step.shown}</Link> : step.shown}</span>
          <span className={styles["share"]}>{step.share}</span>
        </li>
      ))}
    </ol>
  );
}
