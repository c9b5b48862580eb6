import styles from "./HeatMap.module.css";

export interface Cell {
  /** 0 to 1; null: nothing was tried. */
  value: number | null;
  /** "martes 10:00: 62 % de 84 llamadas" */
  title: string;
}

interface Props {
  label: string;
  rows: { label: string; cells: Cell[] }[];
  columns: string[];
  low: string;
  high: string;
}

/** A number for each hour of each day, by depth of one colour. A table to readers. */
export function HeatMap({ label, rows, columns, low, high }: Props) {
  return (
    <div className={styles["frame"]}>
      <table className={styles["map"]} aria-label={label}>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              {row.cells.map((cell) => (
                <td key={cell.title} title={cell.title}>
                  <span
                    className={cell.value === null ? styles["none"] : styles["cell"]}
                    style={cell.value === null ? undefined : { opacity: 0.12 + 0.88 * cell.value }}
                  />
                  <span className="unseen">{cell.title}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles["scale"]} aria-hidden>
        {low}
        <span className={styles["ramp"]} />
        {high}
      </div>
    </div>
  );
}
