import { Building2, Plus } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useList } from "~/api/list";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { TextField } from "~/ui/Field";
import { Card, PageHeader } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { type Account, AccountBadge, ACCOUNTS, type AccountStatus, accountStatuses } from "./account";
import styles from "./Admin.module.css";
import { adminMessages } from "./messages";
import { NewAccount } from "./NewAccount";
import { Operators } from "./Operators";
import { ResetFactor } from "./ResetFactor";

const TYPING_MS = 300;

function useColumns(): Column<Account>[] {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return [
    {
      id: "name",
      header: t("name"),
      cell: ({ row }) => <Link to={`/admin/accounts/${row.original.id}`}>{row.original.name}</Link>,
    },
    { id: "status", header: t("status"), cell: ({ row }) => <AccountBadge status={row.original.status} /> },
    { id: "plan", header: t("plan"), cell: ({ row }) => (row.original.sandbox_of ? t("sandbox") : row.original.plan) },
    { id: "country", header: t("country"), cell: ({ row }) => row.original.country },
    { id: "currency", header: t("currency"), cell: ({ row }) => row.original.currency },
    {
      id: "created",
      header: t("created"),
      cell: ({ row }) => (row.original.created_at ? format.date(row.original.created_at) : "—"),
    },
  ];
}

/** Filters that stay in the address; what is typed goes there when the fingers rest. */
function useFilters() {
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState(search.get("search") ?? "");
  const resting = useDeferredValue(typed);
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  useEffect(() => {
    if (resting.trim() === (search.get("search") ?? "")) return;
    const timer = setTimeout(() => set("search", resting.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  });
  const status = accountStatuses.find((known) => known === search.get("status"));
  return { typed, setTyped, wanted: search.get("search") ?? "", status, setStatus: (next: string) => set("status", next) };
}

function List() {
  const t = useMessages(adminMessages);
  const { typed, setTyped, wanted, status, setStatus } = useFilters();
  const [adding, setAdding] = useState(false);
  const [resetting, setResetting] = useState(false);
  const columns = useColumns();
  const list = useList(ACCOUNTS, {
    limit: 100,
    sort: "-created_at",
    ...(wanted ? { search: wanted } : {}),
    ...(status ? { status } : {}),
  });
  return (
    <>
      <PageHeader
        title={t("accounts")}
        actions={
          <>
            <Button onClick={() => setResetting(true)}>{t("resetFactor")}</Button>
            <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>
              {t("newAccount")}
            </Button>
          </>
        }
      />
      <Card flush>
        <Loaded query={list} height={420}>
          {(rows) => (
            <DataTable
              label={t("accounts")}
              name="admin.accounts"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id}
              href={(row) => `/admin/accounts/${row.id}`}
              more={list.more}
              toolbar={
                <>
                  <div className={styles["search"]}>
                    <TextField
                      name="search"
                      type="search"
                      label={<span className="unseen">{t("accountsHint")}</span>}
                      placeholder={t("accountsHint")}
                      value={typed}
                      onChange={(event) => setTyped(event.currentTarget.value)}
                    />
                  </div>
                  <Select<AccountStatus | "any">
                    small
                    label={t("status")}
                    value={status ?? "any"}
                    choices={[{ value: "any", label: t("anyStatus") }, ...accountStatuses.map((value) => ({ value, label: t(value) }))]}
                    onChange={(next) => setStatus(next === "any" ? "" : next)}
                  />
                </>
              }
              empty={
                <EmptyState icon={Building2} title={t("noAccounts")}>
                  {t("noAccountsText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      {resetting && <ResetFactor onClose={() => setResetting(false)} />}
      {adding && <NewAccount onClose={() => setAdding(false)} />}
    </>
  );
}

export default function Accounts() {
  const t = useMessages(adminMessages);
  return (
    <Operators title={t("accounts")}>
      <List />
    </Operators>
  );
}
