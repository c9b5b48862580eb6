// The sheet itself, as its owner knows it: columns A, B, C with what each was taken for, rows with their verdict. Only
// the rows that are seen are drawn.

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import type { Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { Select } from "~/ui/Select";
import { type ColumnRole, type Verdict, VerdictBadge } from "./batch";
import { EditableCell } from "./EditableCell";
import { batchMessages } from "./messages";
import { cx } from "~/ui/cx";
import styles from "./SheetTable.module.css";

export interface SheetRow {
  row: number;
  verdict: Verdict;
  cells: string[];
  notes: Schemas["row_note"][];
  fixed?: boolean;
}

const roles: readonly ColumnRole[] = [
  "phone", "name", "amount", "due_date", "email", "city", "country", "time_zone", "document", "reference", "language", "variable", "ignored",
];
const ROW = 40;
const TALL = 520;

interface Props {
  label: string;
  columns: Schemas["columns"][];
  rows: SheetRow[];
  /** Of a column; without it its role is told, not chosen. */
  onRole?: ((index: number, role: ColumnRole) => void) | undefined;
  /** Of a cell; without it cells are only shown. */
  onFix?: ((row: SheetRow, index: number, text: string) => Promise<unknown>) | undefined;
  more?: { has: boolean; loading: boolean; load(): void };
  empty?: ReactNode;
}

function RoleOf({ column, onRole }: { column: Schemas["columns"]; onRole: Props["onRole"] }) {
  const t = useMessages(batchMessages);
  if (!onRole) return <span className={styles["role"]}>{t(column.role)}</span>;
  return (
    <Select
      small
      label={t("columnRole", { column: column.header || String(column.index + 1) })}
      value={column.role}
      choices={roles.map((role) => ({ value: role, label: t(role) }))}
      onChange={(role) => onRole(column.index, role)}
    />
  );
}

/** Beside the verdict: whoever reads one wants the other. */
function Reason({ notes }: { notes: Schemas["row_note"][] }) {
  const text = notes.map((note) => note.text).join(" ");
  return (
    <td className={styles["reason"]} title={text}>
      <span>{text}</span>
    </td>
  );
}

export function SheetTable({ label, columns, rows, onRole, onFix, more, empty }: Props) {
  const t = useMessages(batchMessages);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 10 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { has = false, loading = false, load } = more ?? {};
  useEffect(() => {
    if (has && !loading && load && last >= rows.length - 20) load();
  }, [has, loading, load, last, rows.length]);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const hasReasons = rows.some((row) => row.notes.length > 0);
  if (rows.length === 0 && empty) return empty;

  return (
    <div ref={scroller} className={cx("sideways", styles["scroller"])} data-sheet style={{ maxHeight: TALL }} tabIndex={0} role="region" aria-label={label}>
      <table className={styles["sheet"]} aria-rowcount={has ? -1 : rows.length + 1}>
        <thead>
          <tr>
            <th scope="col" className={styles["row"]}>
              {t("row")}
            </th>
            <th scope="col">{t("verdict")}</th>
            {hasReasons && <th scope="col">{t("reason")}</th>}
            {columns.map((column) => (
              <th key={column.index} scope="col" data-role={column.role}>
                <span className={styles["head"]}>{column.header || "—"}</span>
                <RoleOf column={column} onRole={onRole} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <tr key={row.row} aria-rowindex={item.index + 2}>
                <th scope="row" className={styles["row"]}>
                  {row.row}
                </th>
                <td>
                  <VerdictBadge verdict={row.verdict} />
                  {row.fixed && <small className={styles["changed"]}>{t("changed")}</small>}
                </td>
                {hasReasons && <Reason notes={row.notes} />}
                {columns.map((column) => {
                  const note = row.notes.find((one) => one.column && one.column === column.header);
                  const text = row.cells[column.index] ?? "";
                  return (
                    <td key={column.index} data-noted={note ? row.verdict : undefined} data-role={column.role} title={note?.text ?? text}>
                      {onFix ? (
                        <EditableCell
                          text={text}
                          label={t("edit", { column: column.header || String(column.index + 1), row: row.row, text: text || t("emptyCell") })}
                          onSave={(next) => onFix(row, column.index, next)}
                        />
                      ) : (
                        text
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}
