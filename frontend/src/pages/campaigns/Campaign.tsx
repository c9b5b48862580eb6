// Is it running well and lawfully?

import { Link, useParams } from "react-router";
import { api } from "~/api/client";
import { useMay } from "~/app/useMay";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { Card, columns, PageHeader } from "~/ui/Layout";
import { Notice } from "~/ui/Notice";
import { Loaded } from "~/ui/States";
import { campaignMessages } from "./messages";
import styles from "./page/Campaign.module.css";
import { Controls } from "./page/Controls";
import { Limits } from "./page/Limits";
import { pageMessages } from "./page/messages";
import { Now } from "./page/Now";
import { Outcomes } from "./page/Outcomes";
import { Why } from "./page/Why";
import { type Campaign, CampaignBadge, inCall, type Progress, progressParts } from "./status";

function Sentence({ campaign, progress }: { campaign: Campaign; progress: Progress }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const promises = progress.outcomes.find((row) => row.outcome === "promise")?.calls ?? 0;
  const over = campaign.finished_at ? format.dateTime(campaign.finished_at) : "—";
  const state = {
    draft: t("draftText"),
    running: t("since", { time: campaign.launched_at ? format.dateTime(campaign.launched_at) : "—" }),
    paused: t("pausedText"),
    done: t("overText", { date: over }),
    cancelled: t("cancelledText", { date: over }),
  }[campaign.status];
  const parts = [
    state,
    progress.calls > 0 ? t("answerRate", { share: format.percent(progress.answered, progress.calls) }) : null,
    promises > 0 ? t("promises", { n: promises }) : null,
    progress.spent && progress.calls > 0 ? t("spent", { amount: format.amount(progress.spent) }) : null,
  ].filter((part) => part !== null);
  return <p className={campaign.status === "running" ? styles["grows"] : undefined}>{parts.join(" · ")}</p>;
}

function Bar({ progress, isRunning }: { progress: Progress; isRunning: boolean }) {
  const t = useMessages(pageMessages);
  const words = useMessages(campaignMessages);
  const format = useFormat();
  const jobs = progress.jobs;
  const parts = progressParts(progress, words);
  const over = parts.slice(0, 3).reduce((sum, part) => sum + part.value, 0);
  return (
    <Card className={styles["bars"]}>
      <div className={styles["bar"]}>
        <p className={styles["share"]}>
          <b>{format.percent(over, jobs)}</b>
          {t("of", { n: jobs })}
        </p>
        <StackedBar label={t("progress")} parts={parts} legend={isRunning ? "all" : true} />
      </div>
    </Card>
  );
}

/** Calls have stopped for want of money: said at once, with the way out. */
function Funds({ waiting }: { waiting: number }) {
  const t = useMessages(pageMessages);
  const may = useMay();
  if (waiting === 0) return null;
  return (
    <div role="alert" className={styles["bars"]}>
      <Notice role="needs" actions={may("spend") && <Link to="/billing">{t("topUp")}</Link>}>
        {t("waitFunds", { n: waiting })}
      </Notice>
    </div>
  );
}

export default function CampaignPage() {
  const t = useMessages(pageMessages);
  const { id = "" } = useParams();
  useLive("campaign", id);
  const by = { params: { path: { id } } };
  const campaign = api.useQuery("get", "/api/v1/campaigns/{id}", by);
  const progress = api.useQuery("get", "/api/v1/campaigns/{id}/progress", by);
  // The sentence below the name needs both: coming later, it would move all that follows.
  const head = progress.isPending ? { ...campaign, data: undefined } : campaign;
  return (
    <Loaded query={head} height={560}>
      {(data) => (
        <>
          <PageHeader
            title={data.name}
            badge={<CampaignBadge status={data.status} />}
            back={{ to: "/campaigns", label: t("back") }}
            actions={<Controls campaign={data} progress={progress.data} />}
          >
            {progress.data && <Sentence campaign={data} progress={progress.data} />}
          </PageHeader>
          <Loaded query={progress} height={420}>
            {(state) => (
              <>
                <Funds waiting={state.waiting_funds} />
                <Bar progress={state} isRunning={data.status === "running"} />
                <div className={columns.halves}>
                  <div className={columns.column}>
                    {(data.status === "running" || data.status === "paused" || inCall(state) > 0) && <Now campaign={id} inCall={inCall(state)} />}
                    <Outcomes progress={state} />
                  </div>
                  <div className={columns.column}>
                    {(data.status === "running" || data.status === "paused") && <Why campaign={data} progress={state} />}
                    <Limits campaign={data} />
                  </div>
                </div>
              </>
            )}
          </Loaded>
        </>
      )}
    </Loaded>
  );
}
