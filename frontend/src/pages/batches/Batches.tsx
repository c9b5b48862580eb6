import { FileSpreadsheet, Upload } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { useCampaignName } from "~/campaigns/CampaignFilter";
import { useFormat, useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { type Batch, BatchBadge, type BatchStatus, batchStatuses as statuses } from "./batch";
import { batchMessages } from "./messages";

const CampaignName = ({ id }: { id: string }) => useCampaignName(id) ?? "…";

function useColumns(opens: boolean): Column<Batch>[] {
  const t = useMessages(batchMessages);
  const format = useFormat();
  const count = ({ checked_at, status, counts }: Batch, of: "rows" | "jobs" | "rejected") =>
    status === "received" && !checked_at ? "—" : format.number(counts[of]); // nobody has counted yet
  return [
    {
      id: "file",
      header: t("file"),
      cell: ({ row: { original: batch } }) => {
        const name = batch.file_name || batch.id;
        return opens ? <Link to={`/batches/${batch.id}`}>{name}</Link> : name;
      },
    },
    { id: "status", header: t("status"), cell: ({ row }) => <BatchBadge status={row.original.status} /> },
    {
      id: "campaign",
      header: t("campaign"),
      cell: ({ row }) => (row.original.campaign ? <CampaignName id={row.original.campaign} /> : "—"),
    },
    { id: "rows", header: t("rows"), number: true, cell: ({ row }) => count(row.original, "rows") },
    { id: "jobs", header: t("jobs"), number: true, cell: ({ row }) => count(row.original, "jobs") },
    { id: "rejected", header: t("rejectedCount"), number: true, cell: ({ row }) => count(row.original, "rejected") },
    {
      id: "created",
      header: t("created"),
      cell: ({ row }) => (row.original.created_at ? format.dateTime(row.original.created_at) : "—"),
    },
  ];
}

export default function Batches() {
  const t = useMessages(batchMessages);
  const may = useMay();
  const opens = may("import"); // its rows are people
  const columns = useColumns(opens);
  const [search, setSearch] = useSearchParams();
  const status = statuses.find((one) => one === search.get("status"));
  const list = useList("/api/v1/batches", { limit: 50, sort: "-created_at", ...(status ? { status } : {}) });
  const start = may("import") && (
    <Link to="/batches/new" className={buttonClass("primary")}>
      <Upload aria-hidden size={16} />
      {t("newTitle")}
    </Link>
  );
  return (
    <>
      <PageHeader title={t("title")} actions={start} />
      <Card flush>
        <Loaded query={list} height={420}>
          {(rows) => (
            <DataTable
              label={t("title")}
              name="batches"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id}
              {...(opens ? { href: (row: Batch) => `/batches/${row.id}` } : {})}
              more={list.more}
              toolbar={
                <Select<BatchStatus | "any">
                  small
                  label={t("status")}
                  value={status ?? "any"}
                  choices={[{ value: "any", label: t("anyStatus") }, ...statuses.map((value) => ({ value, label: t(value) }))]}
                  onChange={(next) => setSearch(next === "any" ? {} : { status: next }, { replace: true })}
                />
              }
              empty={
                <EmptyState icon={FileSpreadsheet} title={t(status ? "noneStatus" : "emptyTitle")} action={start}>
                  {t(status ? "noneStatusText" : "emptyText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
    </>
  );
}
