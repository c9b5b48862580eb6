// Lists: sorted by the server, kept in the address by the page, drawn only where they are seen. Where the table is wider
// than its place it scrolls sideways, and a shade at the edge tells that there is more.

import { useVirtualizer } from "@tanstack/react-virtual";
import { Columns3 } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useMessages } from "~/i18n/locale";
import { Button } from "./Button";
import { cx } from "./cx";
import styles from "./DataTable.module.css";
import { CheckItem, Menu } from "./Menu";
import { uiMessages } from "./messages";

export interface Column<Row> {
  id: string;
  header: string;
  cell(context: { row: { original: Row } }): ReactNode;
  /** Aligned as numbers are. */
  number?: boolean;
  /** What can be done with a row: at the end of the line, and not to be hidden. */
  acts?: boolean;
  /** Not shown until somebody asks for it. */
  hidden?: boolean;
  /** In a table narrower than so many pixels, not shown until somebody asks for it. */
  from?: number;
  /** In a table narrower than so many pixels it stands under the first column's words: no other gives way. */
  under?: number;
  /** Takes the width that the others leave; longer words end in an ellipsis, or take more lines. */
  fill?: boolean;
}

interface Props<Row> {
  /** Names the table to readers. */
  label: string;
  /** Under this name the chosen columns are kept. */
  name: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
  /** Where a row leads; the first column holds the link. */
  href?: (row: Row) => string;
  toolbar?: ReactNode;
  /** More rows on the server: asked for when the end comes near. */
  more?: { has: boolean; loading: boolean; load(): void };
  empty?: ReactNode;
  /** Height in pixels above which it scrolls by itself; where the window is taller, it takes that. */
  height?: number;
}

const ROW = 44;
/** What stands above and below a table that fills a tall window, in pixels: bar, heading, filters, foot. */
const AROUND = 340;

const look = ({ number, acts, fill }: Pick<Column<never>, "number" | "acts" | "fill">) =>
  cx(number && styles["number"], acts && styles["acts"], fill && styles["fill"]);

type Shown = Readonly<Record<string, boolean>>;

function keptColumns(name: string): Shown {
  try {
    return JSON.parse(localStorage.getItem(`columns.${name}`) ?? "{}") as Shown;
  } catch {
    return {};
  }
}

/** In pixels; the table is laid out once it is known. */
function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(Infinity);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const look = () => setWidth(element.clientWidth);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

export function DataTable<Row>({ label, name, columns, rows, rowKey, href, toolbar, more, empty, height = 640 }: Props<Row>) {
  const t = useMessages(uiMessages);
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Shown>(() => keptColumns(name));
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => localStorage.setItem(`columns.${name}`, JSON.stringify(chosen)), [name, chosen]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: { width: innerWidth, height: innerHeight }, // rows from the first drawing on, not in a second one
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { has = false, loading = false, load } = more ?? {};
  useEffect(() => {
    if (has && !loading && load && last >= rows.length - 20) load();
  }, [has, loading, load, last, rows.length]);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const isShown = ({ id, hidden, from = 0 }: Column<Row>) => chosen[id] ?? !(hidden || width < from);
  const isUnder = ({ id, under = 0 }: Column<Row>) => chosen[id] === undefined && width < under;
  const shownColumns = columns.filter((column) => isShown(column) && !isUnder(column));
  const underColumns = columns.filter((column) => isShown(column) && isUnder(column));

  return (
    <div ref={frame} className={styles["frame"]}>
      {toolbar && <div className={styles["toolbar"]}>{toolbar}</div>}
      {rows.length === 0 ? (
        empty
      ) : (
        <div ref={scroller} className={cx("sideways", styles["scroller"])} style={{ maxHeight: `max(${height}px, 100dvh - ${AROUND}px)` }} tabIndex={0} role="region" aria-label={label}>
          <table className={cx(styles["table"], underColumns.length > 0 && styles["folded"])} aria-rowcount={has ? -1 : rows.length + 1}>
            <thead>
              <tr>
                {shownColumns.map((column) => (
                  <th key={column.id} scope="col" className={look(column)}>
                    {column.acts ? <span className="unseen">{t("acts")}</span> : column.header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {before > 0 && <tr aria-hidden style={{ height: before }} />}
              {items.map((item) => {
                const row = rows[item.index];
                if (row === undefined) return null;
                const to = href?.(row);
                return (
                  <tr
                    key={rowKey(row)}
                    aria-rowindex={item.index + 2}
                    className={cx(to !== undefined && styles["leads"])}
                    onClick={(event) => {
                      const inLink = (event.target as HTMLElement).closest("a, button");
                      if (to !== undefined && !inLink && !getSelection()?.toString()) void navigate(to);
                    }}
                  >
                    {shownColumns.map((column, i) => (
                      <td key={column.id} className={look(column)}>
                        {column.cell({ row: { original: row } })}
                        {i === 0 &&
                          underColumns.map((other) => (
                            <small key={other.id} className={styles["under"]}>
                              {other.cell({ row: { original: row } })}
                            </small>
                          ))}
                      </td>
                    ))}
                  </tr>
                );
              })}
              {after > 0 && <tr aria-hidden style={{ height: after }} />}
            </tbody>
          </table>
        </div>
      )}
      <div className={rows.length > 0 ? styles["foot"] : "unseen"}>
        <p role="status">
          {(rows.length > 0 || !has) && t("rowsShown", { n: rows.length })}
          {rows.length > 0 && has && "+"}
        </p>
        {rows.length > 0 && (
          <Menu
            trigger={
              <Button small kind="quiet" icon={Columns3}>
                {t("columns")}
              </Button>
            }
          >
            {columns
              .slice(1)
              .filter((column) => !column.acts)
              .map((column) => (
                <CheckItem key={column.id} checked={isShown(column)} onChange={(on) => setChosen((now) => ({ ...now, [column.id]: on }))}>
                  {column.header}
                </CheckItem>
              ))}
          </Menu>
        )}
      </div>
    </div>
  );
}
