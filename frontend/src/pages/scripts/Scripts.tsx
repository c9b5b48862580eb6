import { MessageSquareText, Plus } from "lucide-react";
import { Link } from "react-router";
import type { Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { languageName } from "./languages";
import { scriptMessages } from "./messages";
import styles from "./Script.module.css";

type Script = Schemas["scripts"];

function useColumns(): Column<Script>[] {
  const t = useMessages(scriptMessages);
  const format = useFormat();
  return [
    { id: "name", header: t("name"), cell: ({ row }) => <Link to={`/scripts/${row.original.id ?? ""}`}>{row.original.name}</Link> },
    {
      id: "opening",
      header: t("opening"),
      cell: ({ row }) => <span className={styles["opening"]}>{row.original.opening || "—"}</span>,
    },
    { id: "language", header: t("language"), cell: ({ row }) => languageName(row.original.language, t) },
    { id: "revision", header: t("revision"), number: true, cell: ({ row }) => format.number(row.original.revision ?? 1) },
    {
      id: "revised",
      header: t("revised"),
      cell: ({ row }) => (row.original.revised_at ? format.dateTime(row.original.revised_at) : "—"),
    },
    {
      id: "created",
      header: t("created"),
      hidden: true,
      cell: ({ row }) => (row.original.created_at ? format.dateTime(row.original.created_at) : "—"),
    },
  ];
}

export default function Scripts() {
  const t = useMessages(scriptMessages);
  const may = useMay();
  const list = useList("/api/v1/scripts", { limit: 50, sort: "-created_at" });
  const columns = useColumns();
  const create = may("edit_campaigns") ? (
    <Link to="/scripts/new" className={buttonClass("primary")}>
      <Plus aria-hidden size={16} />
      {t("newScript")}
    </Link>
  ) : undefined;
  return (
    <>
      <PageHeader title={t("title")} actions={create}>
        {t("answer")}
      </PageHeader>
      <Card flush>
        <Loaded query={list} height={320}>
          {(rows) => (
            <DataTable
              label={t("title")}
              name="scripts"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              href={(row) => `/scripts/${row.id ?? ""}`}
              more={list.more}
              empty={
                <EmptyState icon={MessageSquareText} title={t("emptyTitle")} action={create}>
                  {t("emptyText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
    </>
  );
}
