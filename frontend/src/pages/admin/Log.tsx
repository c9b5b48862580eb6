import { FileDown, ScrollText } from "lucide-react";
import { useParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { type List, useList } from "~/api/list";
import { useChange, useDetail } from "~/deeds/useChange";
import { DeedFilters, useDeedFilters } from "~/deeds/DeedFilters";
import { deedMessages, filterMessages } from "~/deeds/messages";
import { useFormat, useMessages } from "~/i18n/locale";
import { downloadCsv } from "~/ui/csv";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { ACCOUNT } from "./account";
import { useActorTold, usePeople } from "./actor";
import styles from "./Admin.module.css";
import { adminMessages } from "./messages";
import { Operators } from "./Operators";

type Entry = Schemas["audit_entries"];
type Lines = Pick<List<"/api/v1/admin/audit-log">, "data" | "error" | "refetch" | "more">;

/** Figures as they are, for a spreadsheet. */
const changesText = (entry: Entry) =>
  [...entry.changes.map(({ field, before, after }) => `${field ?? ""}: ${before || "—"} → ${after || "—"}`), entry.detail ?? ""]
    .filter(Boolean)
    .join("; ");

/** What stands between the pieces of a deed: what it is of, then what changed. */
function useChangesTold(account: string | undefined): (entry: Entry) => string {
  const told = useChange();
  const format = useFormat();
  const note = useDetail(usePeople(account));
  return ({ amount, detail, changes = [] }) =>
    [
      amount && format.amount(amount),
      note(detail),
      ...changes.map((change) => {
        const { field, before, after } = told(change);
        return change.before ? `${field}: ${before} → ${after}` : `${field}: ${after}`;
      }),
    ]
      .filter(Boolean)
      .join("; ");
}

function useColumns(account: string | undefined): Column<Entry>[] {
  const t = useMessages(adminMessages);
  const deed = useMessages(deedMessages);
  const format = useFormat();
  const changes = useChangesTold(account);
  const actor = useActorTold(account);
  return [
    { id: "when", header: t("when"), cell: ({ row }) => (row.original.created_at ? format.dateTime(row.original.created_at) : "—") },
    { id: "type", header: t("deed"), cell: ({ row: { original: entry } }) => entry.type && <span title={entry.type}>{deed(entry.type)}</span> },
    {
      id: "changes",
      fill: true,
      header: t("changes"),
      cell: ({ row }) => {
        const text = changes(row.original) || "—";
        return <span title={text}>{text}</span>;
      },
    },
    { id: "actor", header: t("actor"), cell: ({ row }) => <span title={row.original.actor ?? undefined}>{actor(row.original.actor)}</span> },
    { id: "object", header: t("object"), hidden: true, cell: ({ row: { original: { object } } }) => <span className={styles["id"]} title={object ?? undefined}>{object || "—"}</span> },
    { id: "address", header: t("address"), hidden: true, cell: ({ row }) => row.original.address || "—" },
  ];
}

function Table({ list, file, account }: { list: Lines; file: string; account?: string | undefined }) {
  const t = useMessages(adminMessages);
  const none = useMessages(filterMessages);
  const { any } = useDeedFilters();
  const columns = useColumns(account);
  const download = (rows: Entry[]) =>
    downloadCsv(
      file,
      ["seq", "created_at", "type", "changes", "object", "actor", "address", "request_id"],
      rows.map((e) => [String(e.seq), e.created_at, e.type, changesText(e), e.object ?? "", e.actor ?? "", e.address ?? "", e.request_id ?? ""]),
    );
  return (
    <Card flush>
      <Loaded query={list} height={420}>
        {(rows) => (
          <DataTable
            label={t("log")}
            name="admin.log"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            more={list.more}
            toolbar={
              <>
                <DeedFilters />
                <Button icon={FileDown} onClick={() => download(rows)}>
                  {t("downloadSeen")}
                </Button>
              </>
            }
            empty={
              <EmptyState icon={ScrollText} title={any ? none("noneTitle") : t("noLog")}>
                {any ? none("noneText") : t("noLogText")}
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </Card>
  );
}

function OfInstallation() {
  const t = useMessages(adminMessages);
  const list = useList("/api/v1/admin/audit-log", { limit: 100, sort: "-created_at", ...useDeedFilters().asked });
  return (
    <>
      <PageHeader title={t("toAudit")} back={{ to: "/admin", label: t("system") }}>
        {t("auditAnswer")}
      </PageHeader>
      <Table list={list} file="audit-installation" />
    </>
  );
}

function OfAccount({ id }: { id: string }) {
  const t = useMessages(adminMessages);
  const account = api.useQuery("get", ACCOUNT, { params: { path: { id } } });
  const list = useList("/api/v1/admin/accounts/{id}/audit-log", { limit: 100, sort: "-created_at", ...useDeedFilters().asked }, true, { id });
  const name = account.data?.account?.name ?? "";
  return (
    <>
      <PageHeader title={t("log")} back={{ to: `/admin/accounts/${id}`, label: name || t("accounts") }}>
        {t("accountLogAnswer", { name })}
      </PageHeader>
      <Table list={list} file={`audit-${id}`} account={id} />
    </>
  );
}

/** Who did what: to an account, or without one to the installation itself. */
export default function Log() {
  const t = useMessages(adminMessages);
  const { id } = useParams();
  return <Operators title={t("log")}>{id ? <OfAccount id={id} /> : <OfInstallation />}</Operators>;
}
