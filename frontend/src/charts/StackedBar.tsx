import type { Role } from "~/ui/StatusBadge";
import { cx } from "~/ui/cx";
import styles from "./StackedBar.module.css";

export interface Part {
  /** "none": what is missing to the whole. */
  role: Role | "none";
  /** "812 terminadas": the number and its word. */
  label: string;
  value: number;
}

interface Props {
  /** What the whole is. */
  label: string;
  parts: Part[];
  /** Words under the bar; without them they are for readers and on hover. "all" names what has no part yet, too: nothing
   *  moves when it has. */
  legend?: boolean | "all";
  thin?: boolean;
}

/** Parts of a whole in one bar: each role has its colour and its texture. */
export function StackedBar({ label, parts, legend, thin }: Props) {
  const total = parts.reduce((sum, part) => sum + part.value, 0);
  const there = parts.filter((part) => part.value > 0 && part.role !== "none");
  return (
    <div className={styles["figure"]}>
      <div className={cx(styles["bar"], thin && styles["thin"])} role="img" aria-label={`${label}: ${there.map((p) => p.label).join(", ")}`}>
        {there.map((part) => (
          <span
            key={part.label.replace(/[\d.,\s]/g, "")}
            className={styles["part"]}
            data-role={part.role}
            title={part.label}
            style={{ flexGrow: total > 0 ? part.value / total : 0 }}
          />
        ))}
      </div>
      {legend && (
        <ul className={styles["legend"]} aria-hidden>
          {(legend === "all" ? parts.filter(({ role }) => role !== "none") : there).map((part) => (
            <li key={part.role}>
              <span className={styles["key"]} data-role={part.role} />
              {part.label}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
