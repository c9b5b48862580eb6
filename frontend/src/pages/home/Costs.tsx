import { useState } from "react";
import type { Schemas } from "~/api/client";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { OutcomeBadge } from "~/outcomes/OutcomeBadge";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Layout";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";

/** The API tells the best news first. */
const SHOWN = 6;

export function Costs({ outcomes, since }: { outcomes: Schemas["outcome_cost"][]; since: string | null }) {
  const t = useMessages(homeMessages);
  const format = useFormat();
  const money = useMay()("read_money");
  const title = t(money ? "costs" : "outcomes");
  const [all, setAll] = useState(false);
  const shown = all ? outcomes : outcomes.slice(0, SHOWN);
  return (
    <Card title={title} aside={since && <span className={styles["since"]}>{t("sinceDate", { date: format.date(since) })}</span>}>
      {outcomes.length === 0 ? (
        <p className={styles["note"]}>{t("noCosts")}</p>
      ) : (
        <div className={styles["costsFrame"]}>
          <table className={styles["costs"]} aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{t("outcome")}</th>
                <th scope="col">{t("calls")}</th>
                {money && <th scope="col">{t("each")}</th>}
                {money && <th scope="col">{t("total")}</th>}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.outcome}>
                  <td>{row.outcome && <OutcomeBadge outcome={row.outcome} />}</td>
                  <td>{format.number(row.calls)}</td>
                  {money && <td title={format.exactAmount(row.each)}>{format.amount(row.each)}</td>}
                  {money && <td title={format.exactAmount(row.price)}>{format.amount(row.price)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {outcomes.length > SHOWN && (
        <Button kind="quiet" small className={styles["more"] ?? ""} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("fewer") : t("allOutcomes", { n: outcomes.length })}
        </Button>
      )}
      {outcomes.length > 0 && money && <p className={styles["note"]}>{t("eachNote")}</p>}
    </Card>
  );
}
