import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Facts.module.css";

/** "wide": long texts, which take a whole line. */
export type Fact = readonly [name: string, value: ReactNode, size?: "wide"];

/** What something is, name above value; what has no value is left out. `column`: below each other, beside something wide. */
export function Facts({ of, column }: { of: readonly Fact[]; column?: boolean }) {
  return (
    <dl className={cx(styles["facts"], column && styles["column"])}>
      {of.map(([name, value, size]) =>
        value ? (
          <div key={name} className={cx(size && styles[size])}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
