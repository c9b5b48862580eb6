// How is today going?

import { useDeferredValue, useEffect } from "react";
import { api, type Schemas } from "~/api/client";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { ErrorState } from "~/ui/ErrorState";
import { columns, PageHeader } from "~/ui/Layout";
import { useOnDemand } from "~/ui/onDemand";
import { Skeleton } from "~/ui/States";
import { whenIdle } from "~/ui/whenIdle";
import { ActiveCampaigns } from "./ActiveCampaigns";
import { Alerts } from "./Alerts";
import { AnswerHours } from "./AnswerHours";
import { Costs } from "./Costs";
import styles from "./Home.module.css";
import { homeMessages } from "./messages";
import { Today } from "./Today";
import { WalletCard } from "./WalletCard";

const loadRemind = () => import("~/pages/settings/security/Remind");

export type Stats = Schemas["account_stats"];

/** "3 campañas en curso, 41 llamadas ahora, 118 promesas hoy por $9 420" */
function Sentence({ stats }: { stats: Stats }) {
  const t = useMessages(homeMessages);
  const format = useFormat();
  const promises = stats.today.promises;
  const promised = stats.today.promised;
  const parts = [
    stats.campaigns_running > 0 ? t("running", { n: stats.campaigns_running }) : null,
    stats.calls_now > 0 ? t("now", { n: stats.calls_now }) : null,
    promises > 0 && promised ? t("promisesOf", { n: promises, amount: format.figure(promised) }) : null,
    promises > 0 && !promised ? t("promises", { n: promises }) : null,
  ].filter((part) => part !== null);
  return <p>{parts.length === 0 ? t("quiet") : `${parts.join(", ")}.`}</p>;
}

/** Its title stands from the beginning. */
function Waiting() {
  const t = useMessages(homeMessages);
  return (
    <>
      <PageHeader title={t("title")}>
        <p>{t("adding")}</p>
      </PageHeader>
      <Skeleton height={560} />
    </>
  );
}

export default function Home() {
  const t = useMessages(homeMessages);
  const { role } = useSession();
  const may = useMay();
  useLive("account");
  const remind = useOnDemand(loadRemind);
  useEffect(() => (role === "owner" ? whenIdle(remind.ask, 0) : undefined), [role]);
  const stats = api.useQuery("get", "/api/v1/account/stats");
  const { error } = stats;
  const data = useDeferredValue(stats.data);
  if (!data)
    return error ? (
      <>
        <PageHeader title={t("title")} />
        <ErrorState error={error} onRetry={() => void stats.refetch()} />
      </>
    ) : (
      <Waiting />
    );
  return (
    <>
      <PageHeader title={t("title")}>
        <Sentence stats={data} />
      </PageHeader>
      <Alerts alerts={data.alerts} />
      <div className={styles["day"]}>
        <div className={columns.column}>
          {may("read_money") && data.wallet && <WalletCard wallet={data.wallet} spentToday={data.today.spent ?? null} />}
          {data.today && <Today funnel={data.today} />}
        </div>
        <div className={columns.column}>
          <ActiveCampaigns campaigns={data.campaigns} />
          <AnswerHours hours={data.answer_rate} />
        </div>
        <Costs outcomes={data.outcomes} since={data.since} />
      </div>
      {/* it comes later than the figures, and must not push them down */}
      {remind.part && <remind.part.default />}
    </>
  );
}

