import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";

type Alert = Schemas["alert"];
/** What a top-up ends. */
const ofMoney = ["alert.waiting_funds", "alert.wallet_low", "alert.wallet_in_debt", "waiting_funds", "wallet_low", "wallet_in_debt"];
const icons = { notice: Info, needs_you: TriangleAlert, failed: CircleAlert } as const;

export function Alerts({ alerts }: { alerts: Alert[] }) {
  const t = useMessages(homeMessages);
  const may = useMay();
  if (alerts.length === 0) return null;
  return (
    <ul className={styles["alerts"]} aria-label={t("alerts")}>
      {alerts.map((alert) => {
        const Icon = icons[alert.level];
        return (
          <li key={`${alert.code ?? ""}${alert.campaign ?? ""}`} data-level={alert.level}>
            <Icon aria-hidden size={18} />
            <span>{alert.text}</span>
            {alert.code && ofMoney.includes(alert.code) && may("spend") && <Link to="/billing">{t("topUp")}</Link>}
            {alert.campaign && <Link to={`/campaigns/${alert.campaign}`}>{t("seeCampaign")}</Link>}
          </li>
        );
      })}
    </ul>
  );
}
