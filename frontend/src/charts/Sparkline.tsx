import { cx } from "~/ui/cx";
import styles from "./Sparkline.module.css";

interface Props {
  /** Read out: "Cobros por atender: 12 ahora, 40 lo más en 5 min". */
  label: string;
  /** From the oldest to now. */
  values: readonly number[];
  /** What is too much: a line across, and what lies over it is marked. */
  limit?: number | undefined;
}

const WIDTH = 120;
const HEIGHT = 28;
const PAD = 2;

/** How a number went while somebody looked: a line without axes, its end marked. */
export function Sparkline({ label, values, limit }: Props) {
  const now = values.at(-1) ?? 0;
  const top = Math.max(1, ...values);
  const near = limit !== undefined && limit > 0 && top * 2 > limit && Math.max(0, ...values) > 0;
  const most = near ? Math.max(top, limit) : top;
  const step = values.length > 1 ? (WIDTH - 2 * PAD) / (values.length - 1) : 0;
  const y = (value: number) => HEIGHT - PAD - (value / most) * (HEIGHT - 2 * PAD);
  const points = values.map((value, i) => `${(PAD + i * step).toFixed(1)},${y(value).toFixed(1)}`);
  const over = limit !== undefined && now >= limit;
  return (
    <svg
      role="img"
      aria-label={label}
      className={cx(styles["line"])}
      data-over={over || undefined}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      {points.length < 2 && <line x1={0} x2={WIDTH} y1={y(now)} y2={y(now)} className={styles["alone"]} />}
      {near && <line x1={0} x2={WIDTH} y1={y(limit)} y2={y(limit)} className={styles["limit"]} />}
      {points.length > 1 && (
        <>
          <polygon points={`${PAD},${HEIGHT - PAD} ${points.join(" ")} ${WIDTH - PAD},${HEIGHT - PAD}`} className={styles["area"]} />
          <polyline points={points.join(" ")} className={styles["path"]} />
        </>
      )}
    </svg>
  );
}
