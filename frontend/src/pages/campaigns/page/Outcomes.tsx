import { useFormat, useMessages } from "~/i18n/locale";
import { OutcomeBadge } from "~/outcomes/OutcomeBadge";
import { Card } from "~/ui/Layout";
import type { Progress } from "../status";
import styles from "./Campaign.module.css";
import { pageMessages } from "./messages";

export function Outcomes({ progress }: { progress: Progress }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const rows = [...(progress.outcomes ?? [])].sort((a, b) => (b.calls ?? 0) - (a.calls ?? 0));
  const total = rows.reduce((sum, row) => sum + (row.calls ?? 0), 0);
  return (
    <Card title={t("outcomes")}>
      {total === 0 ? (
        <p className="quiet">{t("outcomesNone")}</p>
      ) : (
        <table className={styles["outcomes"]} aria-label={t("outcomes")}>
          <thead className="unseen">
            <tr>
              <th scope="col">{t("outcome")}</th>
              <th scope="col">{t("share")}</th>
              <th scope="col">{t("calls")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.outcome}>
                <td>{row.outcome && <OutcomeBadge outcome={row.outcome} />}</td>
                <td>
                  <span className={styles["track"]}>
                    <span style={{ width: `${((row.calls ?? 0) / total) * 100}%` }} />
                  </span>
                  <span className="unseen">{format.percent(row.calls ?? 0, total)}</span>
                </td>
                <td>{format.number(row.calls ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
