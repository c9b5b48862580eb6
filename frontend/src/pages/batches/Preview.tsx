import { useQueryClient } from "@tanstack/react-query";
import { SearchCheck } from "lucide-react";
import { api, type Schemas } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { Loaded } from "~/ui/States";
import { useTellProblem } from "~/ui/Toasts";
import type { Batch } from "./batch";
import styles from "./Batch.module.css";
import { useBatchChanged } from "./BatchPage";
import { batchMessages } from "./messages";
import { asChosen, withRole } from "./roles";
import { SheetTable } from "./SheetTable";

const ROWS = 50;
const HEADER_ROWS = 20;

type Change = Schemas["change_batch_change"];

function useBatchChange(batch: Batch) {
  const id = batch.id;
  const cache = useQueryClient();
  const key = ["get", "/api/v1/batches/{id}", { params: { path: { id } } }];
  const changed = useBatchChanged();
  const onError = useTellProblem();
  const change = api.useMutation("patch", "/api/v1/batches/{id}", {
    scope: { id: `batch ${id}` }, // one after the other: each is of what the one before left
    onMutate: ({ body }) => cache.setQueryData<Batch>(key, (before) => before && asChosen(before, body)),
    onError,
    onSettled: changed,
  });
  return { isPending: change.isPending, change: (body: Change) => change.mutate({ params: { path: { id } }, body }) };
}

function Choices({ batch, sheets, change }: { batch: Batch; sheets: string[]; change(body: Change): void }) {
  const t = useMessages(batchMessages);
  return (
    <>
      {sheets.length > 1 && (
        <Select
          small
          label={t("sheet")}
          value={batch.sheet || (sheets[0] ?? null)}
          choices={sheets.map((sheet) => ({ value: sheet, label: `${t("sheet")}: ${sheet}` }))}
          onChange={(sheet) => change({ sheet })}
        />
      )}
      <Select
        small
        label={t("headerRow")}
        value={batch.header_row ? String(batch.header_row) : null}
        placeholder={t("noHeaderRow")}
        choices={Array.from({ length: HEADER_ROWS }, (_, i) => ({ value: String(i + 1), label: `${t("headerRow")}: ${i + 1}` }))}
        onChange={(row) => change({ header_row: Number(row) })}
      />
      <Select
        small
        label={t("duplicates")}
        value={batch.duplicates}
        choices={(["skip", "keep", "skip_if_reached"] as const).map((value) => ({ value, label: `${t("duplicates")}: ${t(value)}` }))}
        onChange={(duplicates) => change({ duplicates })}
      />
    </>
  );
}

export function Preview({ batch }: { batch: Batch }) {
  const t = useMessages(batchMessages);
  const id = batch.id;
  const changed = useBatchChanged();
  const onError = useTellProblem();
  const { change, isPending } = useBatchChange(batch);
  const preview = api.useQuery("get", "/api/v1/batches/{id}/preview", { params: { path: { id }, query: { rows: ROWS } } });
  const check = api.useMutation("post", "/api/v1/batches/{id}/check", { onSuccess: changed, onError });
  const columns = batch.columns;
  const hasPhone = columns.some((column) => column.role === "phone");
  return (
    <Card flush>
      <Loaded query={preview} height={480}>
        {({ rows, sheets }) => (
          <>
            <div className={styles["bar"]}>
              <div className={styles["words"]}>
                <h2>{t("previewTitle")}</h2>
                <p>{!hasPhone ? t("noPhone") : rows.length === 0 ? t("previewNone") : t("previewText", { n: rows.length })}</p>
              </div>
              <Button
                kind="primary"
                icon={SearchCheck}
                disabled={!hasPhone}
                busy={check.isPending || isPending}
                onClick={() => check.mutate({ params: { path: { id } } })}
              >
                {t("check")}
              </Button>
            </div>
            <div className={styles["choices"]}>
              <Choices batch={batch} sheets={sheets} change={change} />
            </div>
            <SheetTable
              label={t("previewTitle")}
              columns={columns}
              rows={rows.map((row) => ({
                row: row.row,
                verdict: row.verdict,
                cells: row.cells,
                notes: row.notes,
              }))}
              onRole={(index, role) => change({ columns: withRole(columns, index, role) })}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}
