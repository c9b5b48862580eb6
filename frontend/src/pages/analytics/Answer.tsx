// A chart with its answer as its title, and the same as a table, as a file and as a picture.

import { ChartColumn, Download, FileText, Image, Sheet, Table2 } from "lucide-react";
import { createContext, type ReactNode, useContext, useRef, useState } from "react";
import { Link } from "react-router";
import { Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { IconButton } from "~/ui/Button";
import { downloadCsv } from "~/ui/csv";
import { cx } from "~/ui/cx";
import { download } from "~/ui/download";
import { Card } from "~/ui/Layout";
import { Menu, MenuItem } from "~/ui/Menu";
import { useTellProblem } from "~/ui/Toasts";
import { downloadWorkbook } from "~/ui/workbook";
import styles from "./Analytics.module.css";
import { type Cell, csvCell, fileTitle, linkOf, sheetCell, shownOf, type Title } from "./cells";
import { analyticsMessages } from "./messages";

interface Props {
  title: string;
  /** Of the file. */
  name: string;
  header: Title[];
  /** Made when the table is shown or a file is asked for. */
  rows: () => Cell[][];
  /** Without a chart it is a table only. */
  children?: ReactNode;
  className?: string | undefined;
}

/** Under the title of a picture: of what and when it is. */
export const PictureNote = createContext("");

/** As a table for spreadsheets and programs and, where there is a chart, as a picture for a report. */
function Downloads({ onPicture, name, header, rows }: { onPicture: (() => void) | undefined } & Pick<Props, "name" | "header" | "rows">) {
  const t = useMessages(analyticsMessages);
  const titles = header.map(fileTitle);
  return (
    <Menu trigger={<IconButton label={t("download")} icon={Download} />}>
      {onPicture && (
        <MenuItem icon={Image} onSelect={onPicture}>
          {t("asPicture")}
        </MenuItem>
      )}
      <MenuItem icon={Sheet} onSelect={() => downloadWorkbook(name, titles, rows().map((row) => row.map(sheetCell)))}>
        {t("asExcel")}
      </MenuItem>
      <MenuItem icon={FileText} onSelect={() => downloadCsv(name, titles, rows().map((row) => row.map(csvCell)))}>
        {t("asCsv")}
      </MenuItem>
    </Menu>
  );
}

/** A figure or a name; it opens what it stands for. */
function Shown({ cell }: { cell: Cell }) {
  const to = linkOf(cell);
  return to === undefined ? (
    shownOf(cell)
  ) : (
    <Link to={to} className={styles["opens"]}>
      {shownOf(cell)}
    </Link>
  );
}

export function Answer({ title, name, header, rows, children, className }: Props) {
  const t = useMessages(analyticsMessages);
  const [asTable, setAsTable] = useState(children === undefined);
  const chart = useRef<HTMLDivElement>(null);
  const note = useContext(PictureNote);
  const tell = useTellProblem();
  const keepPicture = async () => {
    if (!chart.current) return;
    const { pictureOf } = await import("~/charts/picture");
    download(`${name}.png`, await pictureOf(chart.current, title, note));
  };
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
          <Downloads
            onPicture={children === undefined ? undefined : () => void keepPicture().catch(() => tell(Problem.unreachable()))}
            name={name}
            header={header}
            rows={rows}
          />
        </span>
      }
    >
      {asTable ? (
        <div className={cx("sideways", styles["tableFrame"])} tabIndex={0} role="region" aria-label={title}>
          <table className={styles["table"]}>
            <thead>
              <tr>
                {header.map((cell, i) => (
                  <th key={i} scope="col" data-number={i > 0 || undefined}>
                    {shownOf(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows().map((row, r) => (
                <tr key={r}>
                  {row.map((cell, i) =>
                    i === 0 ? (
                      <th key={i} scope="row">
                        <Shown cell={cell} />
                      </th>
                    ) : (
                      <td key={i} data-number>
                        <Shown cell={cell} />
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {children !== undefined && (
        <div ref={chart} hidden={asTable}>
          {children}
        </div>
      )}
    </Card>
  );
}
