import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Layout";
import type { Campaign } from "../status";
import styles from "./Campaign.module.css";
import { ChangeLimits } from "./ChangeLimits";
import { pageMessages } from "./messages";

export function Limits({ campaign }: { campaign: Campaign }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const may = useMay();
  const [asks, setAsks] = useState(false);
  const calls = campaign.status === "running" || campaign.status === "paused";
  const { pacing, retry, window_start: from, window_end: to, budget_calls: budget } = campaign;
  const rows: [string, ReactNode][] = [
    [t("pace"), format.number(pacing?.starts_per_minute ?? 0)],
    [t("atOnce"), format.number(pacing?.max_active ?? 0)],
    [t("maxCall"), format.duration(campaign.max_call_ms ?? 0)],
    [t("attempts"), `${format.number(retry?.max_attempts ?? 0)} · ${t("attemptsPerDay", { n: retry?.attempts_per_day ?? 0 })}`],
    [t("hours"), from && to ? t("hoursRange", { from, to }) : t("hoursLaw")],
    [t("budget"), budget ? format.number(budget) : t("noBudget")],
    [t("numbers"), campaign.from_numbers?.join(", ") || "—"],
  ];
  return (
    <Card
      title={t("limits")}
      aside={
        calls &&
        may("edit_campaigns") && (
          <Button small kind="quiet" icon={Pencil} onClick={() => setAsks(true)}>
            {t("limitsChange")}
          </Button>
        )
      }
    >
      <dl className={styles["limits"]}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {asks && <ChangeLimits campaign={campaign} onClose={() => setAsks(false)} />}
    </Card>
  );
}
