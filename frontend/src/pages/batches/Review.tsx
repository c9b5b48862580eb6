// Every row was looked at: counts that filter, cells that can be mended in place, and the one button that imports.

import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { Check, Download, SearchCheck } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, once, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { say, useTellProblem, warn } from "~/ui/Toasts";
import { type Batch, countOf, type Verdict, verdicts, verdictWords } from "./batch";
import styles from "./Batch.module.css";
import { useBatchChanged } from "./BatchPage";
import { fixedSays } from "./fixed";
import { batchMessages } from "./messages";
import { type SheetRow, SheetTable } from "./SheetTable";
import { useBatchCampaign } from "./useBatchCampaign";
import { useLeftOut } from "./useLeftOut";

function Counts({ batch, chosen, onChoose }: { batch: Batch; chosen: Verdict | null; onChoose(verdict: Verdict | null): void }) {
  const t = useMessages(batchMessages);
  const format = useFormat();
  return (
    <div className={styles["counts"]} role="group" aria-label={t("verdicts")}>
      {verdicts.map((verdict) => (
        <button
          key={verdict}
          type="button"
          className={styles["count"]}
          data-verdict={verdict}
          aria-pressed={chosen === verdict}
          onClick={() => onChoose(chosen === verdict ? null : verdict)}
        >
          <b>{format.number(countOf(batch, verdict))}</b>
          <span>{t(verdict)}</span>
        </button>
      ))}
    </div>
  );
}

type RowPages = InfiniteData<{ items?: Schemas["batch_rows"][] }>;

const withRow = (pages: RowPages | undefined, row: Schemas["batch_rows"]): RowPages | undefined =>
  pages && { ...pages, pages: pages.pages.map((page) => ({ ...page, items: (page.items ?? []).map((one) => (one.row === row.row ? row : one)) })) };

function useFix(batch: Batch): (row: SheetRow, index: number, text: string) => Promise<unknown> {
  const t = useMessages(batchMessages);
  const cache = useQueryClient();
  const onError = useTellProblem();
  const fix = api.useMutation("patch", "/api/v1/batches/{id}/rows/{row}", {
    onSuccess: (row) => {
      // the row stays where it is, as it was judged now; only the counts are asked for anew
      cache.setQueriesData<RowPages>({ queryKey: ["get", "/api/v1/batches/{id}/rows"] }, (pages) => withRow(pages, row));
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/batches/{id}"] });
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/batches/{id}/rows"], refetchType: "none" });
      const { says, reason } = fixedSays(row);
      if (says === "fixedOut") warn(t(says, { row: row.row, verdict: t(verdictWords[row.verdict]).toLowerCase(), reason }));
      else say(t(says, { row: row.row, reason }));
    },
    onError,
  });
  return (row, index, text) =>
    fix.mutateAsync({ params: { path: { id: batch.id, row: String(row.row) } }, body: { cells: [{ index, text }] } });
}

function Import({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const changed = useBatchChanged();
  const [asks, setAsks] = useState(false);
  const tell = useTellProblem();
  const id = batch.id;
  const jobs = batch.counts.jobs;
  const campaign = useBatchCampaign(batch);
  const start = api.useMutation("post", "/api/v1/batches/{id}/import", { onSuccess: changed });
  const run = () => start.mutateAsync({ params: { path: { id }, header: once() } });
  const calls = campaign.data?.status === "running";
  return (
    <>
      <Button
        kind="primary"
        icon={Check}
        disabled={jobs === 0}
        busy={start.isPending}
        onClick={() => (calls ? setAsks(true) : void run().catch(tell))}
      >
        {t("import", { n: jobs })}
      </Button>
      <Confirm open={asks} onClose={() => setAsks(false)} title={t("importTitle")} action={t("importNow", { n: jobs })} onConfirm={run}>
        <p>{t("importText", { campaign: campaign.data?.name ?? "" })}</p>
      </Confirm>
    </>
  );
}

export function Review({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const [search, setSearch] = useSearchParams();
  const id = batch.id;
  const chosen = verdicts.find((verdict) => verdict === search.get("verdict")) ?? null;
  const changed = useBatchChanged();
  const onError = useTellProblem();
  const fix = useFix(batch);
  const check = api.useMutation("post", "/api/v1/batches/{id}/check", { onSuccess: changed, onError });
  const rows = useRows(id, chosen);
  const leftOut = useLeftOut(batch);
  const out = batch.counts.rows - batch.counts.jobs;
  return (
    <Card flush>
      <div className={styles["bar"]}>
        <Counts
          batch={batch}
          chosen={chosen}
          onChoose={(verdict) => setSearch(verdict ? { verdict } : {}, { replace: true })}
        />
        <p className={styles["note"]}>{t(chosen === "ready" ? "readyNote" : "fixText")}</p>
        <div className={styles["actions"]}>
          <Button kind="quiet" icon={SearchCheck} busy={check.isPending} onClick={() => check.mutate({ params: { path: { id } } })}>
            {t("checkAgain")}
          </Button>
          {out > 0 && (
            <Button icon={Download} busy={leftOut.isBusy} onClick={leftOut.start}>
              {t("report", { n: out })}
            </Button>
          )}
          <Import batch={batch} />
        </div>
      </div>
      <Loaded query={rows} height={420}>
        {(items) => (
          <SheetTable
            label={chosen ? t(chosen) : t("allKept")}
            columns={batch.columns}
            rows={items}
            onFix={fix}
            more={rows.more}
            empty={<p className={styles["none"]}>{t(chosen === "ready" ? "readyNote" : "noneHere")}</p>}
          />
        )}
      </Loaded>
    </Card>
  );
}

function useRows(id: string, verdict: Verdict | null) {
  const list = useList("/api/v1/batches/{id}/rows", { limit: 100, ...(verdict ? { verdict } : {}) }, true, { id });
  const data = list.data?.map(
    (row): SheetRow => ({
      row: row.row,
      verdict: row.verdict,
      cells: row.cells,
      notes: row.notes,
      fixed: row.fixed,
    }),
  );
  return { ...list, data };
}
