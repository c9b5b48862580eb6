import { useFormat } from "~/i18n/locale";
import styles from "./Bars.module.css";
import { scaleTo } from "./scale";

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

interface Props {
  label: string;
  /** What the bars count, and what of it is filled: the legend. */
  whole: string;
  part: string;
  bars: Bar[];
}

/** Every so many bars have their date below: seldom enough for a wide place, and for a narrow one. */
const WIDE = 8;
const NARROW = 4;

/** A bar for each day, the part that counts in it filled. Read out as a list. */
export function Bars({ label, whole, part, bars }: Props) {
  const format = useFormat();
  const ticks = scaleTo(Math.max(...bars.map((bar) => bar.value)));
  const most = ticks.at(-1) ?? 1;
  const at = (n: number) => ({ bottom: `${(n / most) * 100}%` });
  const isMarked = (i: number, marks: number) => {
    const every = Math.ceil(bars.length / marks);
    return i % every === Math.max(0, (every >> 1) - 1); // away from the edges, over which its words would stand
  };
  return (
    <div className={styles["figure"]}>
      <div className={styles["scale"]} aria-hidden>
        {ticks.map((n) => (
          <span key={n} style={at(n)}>
            {format.number(n)}
          </span>
        ))}
      </div>
      <div className={styles["plot"]}>
        <div className={styles["lines"]} aria-hidden>
          {ticks.map((n) => (
            <i key={n} style={at(n)} />
          ))}
        </div>
        <ol className={styles["bars"]} aria-label={label}>
          {bars.map((bar, i) => (
            <li key={bar.key} title={bar.title}>
              <span className={styles["column"]} aria-hidden>
                <span className={styles["whole"]} style={{ height: `${(bar.value / most) * 100}%` }}>
                  <span className={styles["part"]} style={{ height: bar.value > 0 ? `${(bar.part / bar.value) * 100}%` : 0 }} />
                </span>
              </span>
              <span className={styles["label"]} data-often={isMarked(i, WIDE) || undefined} data-seldom={isMarked(i, NARROW) || undefined} aria-hidden>
                {bar.label}
              </span>
              <span className="unseen">{bar.title}</span>
            </li>
          ))}
        </ol>
      </div>
      <ul className={styles["legend"]} aria-hidden>
        <li>
          <i className={styles["part"]} />
          {part}
        </li>
        <li>
          <i className={styles["whole"]} />
          {whole}
        </li>
      </ul>
    </div>
  );
}
