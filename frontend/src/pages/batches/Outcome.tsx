// A batch at work, and what became of it.

import { CircleCheck, CircleX, Download, Undo2, Upload } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api, once } from "~/api/client";
import { useMay } from "~/app/useMay";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { Card } from "~/ui/Layout";
import { EmptyState } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { type Batch, countOf } from "./batch";
import styles from "./Batch.module.css";
import { useBatchChanged } from "./BatchPage";
import { useFailureText } from "./Failure";
import { useBatchCampaign } from "./useBatchCampaign";
import { useLeftOut } from "./useLeftOut";
import { batchMessages } from "./messages";

export function Working({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const done = batch.progress_rows;
  const all = batch.status === "importing" ? batch.counts.rows : 0; // a check has counted them
  const known = all >= done && all > 0 ? { value: done, max: all } : {};
  return (
    <Card>
      <div className={styles["working"]}>
        <progress className={styles["progress"]} {...known} aria-label={t(batch.status === "importing" ? "importing" : "checking")} />
        <p>
          <b>{"max" in known ? t("progressOf", { n: done, all }) : t("progressRows", { n: done })}</b>
        </p>
        <p role="status">{t(batch.status === "importing" ? "importingText" : "checkingText")}</p>
      </div>
    </Card>
  );
}

export function Committed({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const format = useFormat();
  const may = useMay();
  const changed = useBatchChanged();
  const [asks, setAsks] = useState(false);
  const id = batch.id;
  const jobs = batch.counts.jobs;
  const campaign = useBatchCampaign(batch);
  const leftOut = useLeftOut(batch);
  const out = batch.counts.rows - jobs;
  const isDraft = campaign.data?.status === "draft";
  const undo = api.useMutation("post", "/api/v1/batches/{id}/undo", {
    onSuccess: ({ dialed = 0 }) => {
      changed();
      say(dialed > 0 ? t("undoneSaid", { n: dialed }) : t("undoneAll"));
    },
  });
  const part = (verdict: "duplicate" | "suppressed" | "rejected") => `${t(verdict)}: ${format.number(countOf(batch, verdict))}`;
  return (
    <Card>
      <EmptyState
        icon={CircleCheck}
        title={t("committedText", { n: jobs })}
        action={
          <div className={styles["actions"]}>
            {isDraft && may("edit_campaigns") && (
              <Link className={buttonClass("primary")} to={`/campaigns/${batch.campaign ?? ""}/edit`}>
                {t("toSteps")}
              </Link>
            )}
            {batch.campaign && (
              <Link className={buttonClass(isDraft ? "secondary" : "primary")} to={`/campaigns/${batch.campaign}`}>
                {t("toCampaign")}
              </Link>
            )}
            <Link className={buttonClass()} to={`/batches/new${batch.campaign ? `?campaign=${batch.campaign}` : ""}`}>
              <Upload aria-hidden size={16} />
              {t("another")}
            </Link>
            {out > 0 && may("read_people") && (
              <Button icon={Download} busy={leftOut.isBusy} onClick={leftOut.start}>
                {t("report", { n: out })}
              </Button>
            )}
            {may("import") && (
              <Button kind="danger" icon={Undo2} onClick={() => setAsks(true)}>
                {t("undo")}
              </Button>
            )}
          </div>
        }
      >
        {batch.committed_at && format.dateTime(batch.committed_at)}
      </EmptyState>
      <StackedBar
        label={t("verdicts")}
        legend
        parts={[
          { role: "well", value: jobs, label: `${t("jobs")}: ${format.number(jobs)}` },
          { role: "waiting", value: countOf(batch, "duplicate") + countOf(batch, "suppressed"), label: `${part("duplicate")} · ${part("suppressed")}` },
          { role: "failed", value: countOf(batch, "rejected"), label: part("rejected") },
        ]}
      />
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title={t("undoTitle")}
        action={t("undoAction", { n: jobs })}
        kind="danger"
        onConfirm={() => undo.mutateAsync({ params: { path: { id }, header: once() } })}
      >
        <p>{t("undoText")}</p>
      </Confirm>
    </Card>
  );
}

export function Ended({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const undone = batch.status === "undone";
  const reason = useFailureText(batch);
  return (
    <Card>
      <EmptyState
        icon={undone ? Undo2 : CircleX}
        title={t(undone ? "undone" : "failed")}
        action={
          <Link className={buttonClass("primary")} to={`/batches/new${batch.campaign ? `?campaign=${batch.campaign}` : ""}`}>
            {t("another")}
          </Link>
        }
      >
        {undone ? t("undoneText") : t("failedText", { reason })}
      </EmptyState>
    </Card>
  );
}
