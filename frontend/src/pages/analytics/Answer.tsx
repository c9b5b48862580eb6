// A chart with its answer as its title, and the same as a table and as a file.

import { ChartColumn, Download, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMessages } from "~/i18n/locale";
import { IconButton } from "~/ui/Button";
import { downloadCsv } from "~/ui/csv";
import { cx } from "~/ui/cx";
import { Card } from "~/ui/Layout";
import styles from "./Analytics.module.css";
import { analyticsMessages } from "./messages";

interface Props {
  title: string;
  /** Of the file. */
  name: string;
  header: string[];
  rows: string[][];
  /** Without a chart it is a table only. */
  children?: ReactNode;
  className?: string | undefined;
}

export function Answer({ title, name, header, rows, children, className }: Props) {
  const t = useMessages(analyticsMessages);
  const [asTable, setAsTable] = useState(children === undefined);
  return (
    <Card
      title={title}
      className={className}
      aside={
        <span className={styles["tools"]}>
          {children !== undefined && (
            <IconButton
              label={t(asTable ? "asChart" : "asTable")}
              icon={asTable ? ChartColumn : Table2}
              onClick={() => setAsTable(!asTable)}
            />
          )}
          <IconButton label={t("download")} icon={Download} onClick={() => downloadCsv(name, header, rows)} />
        </span>
      }
    >
      {asTable ? (
        <div className={cx("sideways", styles["tableFrame"])} tabIndex={0} role="region" aria-label={title}>
          <table className={styles["table"]}>
            <thead>
              <tr>
                {header.map((cell, i) => (
                  <th key={cell} scope="col" data-number={i > 0 || undefined}>
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row[0]}>
                  {row.map((cell, i) =>
                    i === 0 ? (
                      <th key={i} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={i} data-number>
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        children
      )}
    </Card>
  );
}
