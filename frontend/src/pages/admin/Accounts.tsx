import { Building2, Plus } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useList } from "~/api/list";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { SearchField, withFilter } from "~/ui/SearchField";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { type Account, AccountBadge, ACCOUNTS, type AccountStatus, accountStatuses, usePlanName } from "./account";
import { adminMessages } from "./messages";
import { NewAccount } from "./NewAccount";
import { Operators } from "./Operators";
import { ResetFactor } from "./ResetFactor";

function useColumns(): Column<Account>[] {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const planName = usePlanName();
  return [
    {
      id: "name",
      header: t("name"),
      cell: ({ row }) => <Link to={`/admin/accounts/${row.original.id}`}>{row.original.name}</Link>,
    },
    { id: "status", header: t("status"), cell: ({ row }) => <AccountBadge status={row.original.status} /> },
    { id: "plan", header: t("plan"), cell: ({ row }) => (row.original.sandbox_of ? t("sandbox") : planName(row.original.plan)) },
    { id: "country", header: t("country"), cell: ({ row }) => row.original.country },
    { id: "currency", header: t("currency"), cell: ({ row }) => row.original.currency },
    {
      id: "created",
      header: t("created"),
      cell: ({ row }) => (row.original.created_at ? format.date(row.original.created_at) : "—"),
    },
  ];
}

function List() {
  const t = useMessages(adminMessages);
  const [search, setSearch] = useSearchParams();
  const wanted = search.get("search") ?? "";
  const status = accountStatuses.find((known) => known === search.get("status"));
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
                  <SearchField name="search" label={t("accountsHint")} />
                  <Select<AccountStatus | "any">
                    small
                    label={t("status")}
                    value={status ?? "any"}
                    choices={[{ value: "any", label: t("anyStatus") }, ...accountStatuses.map((value) => ({ value, label: t(value) }))]}
                    onChange={(next) => setSearch(withFilter(search, "status", next === "any" ? "" : next), { replace: true })}
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
