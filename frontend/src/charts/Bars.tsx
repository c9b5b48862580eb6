import styles from "./Bars.module.css";

export interface Bar {
  key: string;
  /** Under the bar, where there is room. */
  label: string;
  /** "3 nov: 120 llamadas, 46 con respuesta" */
  title: string;
  /** The whole, and the part of it that is filled. */
  value: number;
  part: number;
}

/** A bar for each day, the part that counts in it filled. Read out as a list. */
export function Bars({ label, bars }: { label: string; bars: Bar[] }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const every = Math.ceil(bars.length / 8);
  return (
    <ol className={styles["bars"]} aria-label={label}>
      {bars.map((bar, i) => (
        <li key={bar.key} title={bar.title}>
          <span className={styles["column"]} aria-hidden>
            <span className={styles["whole"]} style={{ height: `${(bar.value / most) * 100}%` }}>
              <span className={styles["part"]} style={{ height: bar.value > 0 ? `${(bar.part / bar.value) * 100}%` : 0 }} />
            </span>
          </span>
          <span className={styles["label"]} aria-hidden>
            {i % every === 0 ? bar.label : ""}
          </span>
          <span className="unseen">{bar.title}</span>
        </li>
      ))}
    </ol>
  );
}
