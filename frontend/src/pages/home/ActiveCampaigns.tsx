import { PhoneCall } from "lucide-react";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { type Part, StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { CampaignBadge } from "~/pages/campaigns/status";
import { buttonClass } from "~/ui/Button";
import { Card } from "~/ui/Layout";
import { EmptyState } from "~/ui/States";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";

type CampaignStats = Schemas["campaign_stats"];

function Campaign({ campaign }: { campaign: CampaignStats }) {
  const t = useMessages(homeMessages);
  const format = useFormat();
  const { jobs, over, on_line, undetermined, queued, waiting_funds, figures } = campaign;
  const left = queued + waiting_funds;
  const parts: Part[] = [
    { role: "well", value: over, label: t("over", { n: over }) },
    { role: "needs", value: undetermined, label: t("unsure", { n: undetermined }) },
    { role: "course", value: on_line, label: t("online", { n: on_line }) },
    { role: "waiting", value: left, label: t("left", { n: left }) },
  ];
  return (
    <li className={styles["campaign"]}>
      <div className={styles["campaignHead"]}>
        <Link to={`/campaigns/${campaign.campaign ?? ""}`}>{campaign.name}</Link>
        <CampaignBadge status={campaign.status} />
        <span className={styles["share"]}>{format.percent(over, jobs)}</span>
      </div>
      <StackedBar label={t("progress", { name: campaign.name ?? "" })} parts={parts} legend />
      {figures.promises > 0 && (
        <p className={styles["note"]}>
          {t("promiseCount", { n: figures.promises })}
          {figures.price && ` · ${format.amount(figures.price)}`}
        </p>
      )}
    </li>
  );
}

export function ActiveCampaigns({ campaigns }: { campaigns: CampaignStats[] }) {
  const t = useMessages(homeMessages);
  return (
    <Card title={t("campaigns")} aside={<Link to="/campaigns">{t("allCampaigns")}</Link>}>
      {campaigns.length === 0 ? (
        <EmptyState
          icon={PhoneCall}
          title={t("noneRunning")}
          action={
            <Link to="/campaigns" className={buttonClass("primary")}>
              {t("toCampaigns")}
            </Link>
          }
        >
          {t("noneRunningText")}
        </EmptyState>
      ) : (
        <ul className={styles["campaigns"]}>
          {campaigns.map((campaign) => (
            <Campaign key={campaign.campaign} campaign={campaign} />
          ))}
        </ul>
      )}
    </Card>
  );
}
