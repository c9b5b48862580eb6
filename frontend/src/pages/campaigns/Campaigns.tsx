import { PhoneCall, Plus } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { api } from "~/api/client";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { buttonClass } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { SearchField, withFilter } from "~/ui/SearchField";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { campaignMessages } from "./messages";
import styles from "./Campaigns.module.css";
import { type Campaign, CampaignBadge, type CampaignStatus, progressParts, statuses } from "./status";

function ProgressCell({ campaign }: { campaign: Campaign }) {
  const t = useMessages(campaignMessages);
  const format = useFormat();
  const id = campaign.id;
  const { data } = api.useQuery("get", "/api/v1/campaigns/{id}/progress", { params: { path: { id } } }, { enabled: id !== "" });
  if (!data?.jobs) return <span className={styles["nothing"]}>—</span>;
  const parts = progressParts(data, t);
  const over = parts.slice(0, 3).reduce((sum, part) => sum + part.value, 0);
  return (
    <div className={styles["progress"]}>
      <StackedBar thin label={t("progress")} parts={parts} />
      <span>{format.percent(over, data.jobs)}</span>
    </div>
  );
}

function useColumns(): Column<Campaign>[] {
  const t = useMessages(campaignMessages);
  const format = useFormat();
  return [
    { id: "name", header: t("name"), cell: ({ row }) => <Link to={`/campaigns/${row.original.id}`}>{row.original.name}</Link> },
    { id: "status", header: t("status"), cell: ({ row }) => <CampaignBadge status={row.original.status} /> },
    { id: "progress", header: t("progress"), cell: ({ row }) => <ProgressCell campaign={row.original} /> },
    { id: "purpose", header: t("purpose"), cell: ({ row }) => t(row.original.purpose) },
    {
      id: "launched",
      header: t("launched"),
      cell: ({ row }) => (row.original.launched_at ? format.dateTime(row.original.launched_at) : "—"),
    },
    {
      id: "created",
      header: t("created"),
      cell: ({ row }) => (row.original.created_at ? format.dateTime(row.original.created_at) : "—"),
    },
  ];
}

export default function Campaigns() {
  const t = useMessages(campaignMessages);
  const [search, setSearch] = useSearchParams();
  const status = statuses.find((known) => known === search.get("status"));
  const name = search.get("name") ?? "";
  useLive("account");
  const list = useList("/api/v1/campaigns", {
    limit: 50,
    sort: "-created_at",
    ...(status ? { status } : {}),
    ...(name ? { "name[contains]": name } : {}),
  });
  const columns = useColumns();
  const may = useMay();
  const start = may("edit_campaigns") && (
    <Link to="/campaigns/new" className={buttonClass("primary")}>
      <Plus aria-hidden size={16} />
      {t("new")}
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
              name="campaigns"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id}
              href={(row) => `/campaigns/${row.id}`}
              more={list.more}
              toolbar={
                <>
                  <SearchField name="name" label={t("searchName")} />
                  <Select<CampaignStatus | "any">
                    small
                    label={t("status")}
                    value={status ?? "any"}
                    choices={[{ value: "any", label: t("anyStatus") }, ...statuses.map((value) => ({ value, label: t(value) }))]}
                    onChange={(next) => setSearch(withFilter(search, "status", next === "any" ? "" : next), { replace: true })}
                  />
                </>
              }
              empty={
                <EmptyState
                  icon={PhoneCall}
                  title={name ? t("notFoundTitle", { name }) : t(status ? "noneTitle" : "emptyTitle")}
                  action={status || name ? undefined : start}
                >
                  {t(name ? "notFoundText" : status ? "noneText" : "emptyText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
    </>
  );
}
