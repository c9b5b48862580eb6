import { Building2, Plus, TriangleAlert } from "lucide-react";
import { Fragment, type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, every, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { unitsOf } from "~/i18n/amounts";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { SearchField, withFilter } from "~/ui/SearchField";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { otherShapes, StatusBadge } from "~/ui/StatusBadge";
import { AccountBadge, ACCOUNTS, type AccountStatus, accountStatuses, SUMMARY, usePlanName, usePlans } from "./account";
import styles from "./Admin.module.css";
import { LastCall } from "./LastCall";
import { listMessages } from "./listMessages";
import { adminMessages } from "./messages";
import { NewAccount } from "./NewAccount";
import { Operators } from "./Operators";
import { ResetFactor } from "./ResetFactor";

type Listed = Schemas["listed_account"];
const standings = ["calling", "low", "idle"] as const;
type Standing = (typeof standings)[number];

const lookAgain = every(10_000);

function Balance({ account }: { account: Listed }) {
  const t = useMessages(listMessages);
  const format = useFormat();
  const { available, held, debt, low, unlimited } = account;
  if (!available) return "—";
  const owed = unitsOf(debt) > 0 && <small>{t("owes", { amount: format.amount(debt) })}</small>;
  if (unlimited)
    return (
      <span className={styles["balance"]}>
        <span className="quiet">{t("unlimited")}</span> {owed}
      </span>
    );
  return (
    <span className={styles["balance"]} data-low={low || undefined} title={t("balanceTitle", { available: format.exactAmount(available), held: format.exactAmount(held) })}>
      {low && <TriangleAlert size={14} role="img" aria-label={t("lowOne")} />}
      {format.amount(available)} {owed}
    </span>
  );
}

/** What is on, or would be on: nobody is called for an account that is suspended. */
function Now({ account: { active_calls: calls = 0, running_campaigns: campaigns = 0, status } }: { account: Listed }) {
  const t = useMessages(listMessages);
  if (calls > 0) return <StatusBadge role="course" word={t("calls", { n: calls })} />;
  if (campaigns > 0) return <StatusBadge role="waiting" word={t("campaigns", { n: campaigns })} icon={status === "suspended" ? otherShapes.paused : undefined} />;
  return <span className="quiet">—</span>;
}

function useColumns(): Column<Listed>[] {
  const t = useMessages(adminMessages);
  const list = useMessages(listMessages);
  const format = useFormat();
  const planName = usePlanName();
  return [
    {
      id: "name",
      header: t("name"),
      cell: ({ row: { original: { id, name } } }) => (
        <Link to={`/admin/accounts/${id}`} className={styles["name"]} title={name ?? undefined}>
          {name}
        </Link>
      ),
    },
    { id: "status", from: 520, header: t("status"), cell: ({ row }) => <AccountBadge status={row.original.status ?? "active"} /> },
    { id: "balance", number: true, header: list("balance"), cell: ({ row }) => <Balance account={row.original} /> },
    { id: "now", from: 640, header: list("now"), cell: ({ row }) => <Now account={row.original} /> },
    {
      id: "last",
      from: 750,
      header: list("lastCall"),
      cell: ({ row }) => <LastCall account={row.original} />,
    },
    { id: "plan", header: t("plan"), from: 860, cell: ({ row }) => (row.original.sandbox_of ? t("sandbox") : planName(row.original.plan)) },
    { id: "created", hidden: true, header: t("created"), cell: ({ row }) => (row.original.created_at ? format.date(row.original.created_at) : "—") },
    { id: "country", header: t("country"), hidden: true, cell: ({ row }) => row.original.country },
    { id: "currency", header: t("currency"), hidden: true, cell: ({ row }) => row.original.currency },
  ];
}

/** How many there are, and each kind of which there are some leads to it. */
function Answer({ summary }: { summary: Schemas["accounts_summary"] }) {
  const t = useMessages(listMessages);
  const kinds = [
    { n: summary.calling, text: t("calling", { n: summary.calling }), to: "standing=calling" },
    { n: summary.low, text: t("low", { n: summary.low }), to: "standing=low" },
    { n: summary.suspended, text: t("suspendedOnes", { n: summary.suspended }), to: "status=suspended" },
    { n: summary.idle, text: t("idle", { n: summary.idle }), to: "standing=idle" },
  ].filter(({ n }) => n > 0);
  return (
    <>
      {t("all", { n: summary.accounts })}
      {kinds.map(({ text, to }, i) => (
        <Fragment key={to}>
          {i === 0 ? ": " : ", "}
          <Link to={`/admin/accounts?${to}`}>{text}</Link>
        </Fragment>
      ))}
      . {summary.active_calls > 0 && t("callsNow", { n: summary.active_calls })}
    </>
  );
}

interface Filters {
  asked: { search?: string; status?: AccountStatus; standing?: Standing; plan?: string; sort: "name" | "-created_at" };
  any: boolean;
}

function useFilters(): Filters {
  const [search] = useSearchParams();
  const name = search.get("search") ?? "";
  const plan = search.get("plan") ?? "";
  const status = accountStatuses.find((known) => known === search.get("status"));
  const standing = standings.find((known) => known === search.get("standing"));
  return {
    any: Boolean(name || plan || status || standing),
    asked: {
      sort: search.get("sort") === "name" ? "name" : "-created_at",
      ...(name ? { search: name } : {}),
      ...(plan ? { plan } : {}),
      ...(status ? { status } : {}),
      ...(standing ? { standing } : {}),
    },
  };
}

function Toolbar({ asked, any }: Filters) {
  const t = useMessages(adminMessages);
  const list = useMessages(listMessages);
  const plans = usePlans();
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) => setSearch(withFilter(search, name, value === "any" ? "" : value), { replace: true });
  return (
    <>
      <SearchField name="search" label={t("accountsHint")} />
      <Select<Standing | "any">
        small
        label={list("standing")}
        value={asked.standing ?? "any"}
        choices={[{ value: "any", label: list("anyStanding") }, ...standings.map((value) => ({ value, label: list(`s_${value}`) }))]}
        onChange={(next) => set("standing", next)}
      />
      <Select<AccountStatus | "any">
        small
        label={t("status")}
        value={asked.status ?? "any"}
        choices={[{ value: "any", label: t("anyStatus") }, ...accountStatuses.map((value) => ({ value, label: t(value) }))]}
        onChange={(next) => set("status", next)}
      />
      <Select
        small
        label={t("plan")}
        value={asked.plan ?? "any"}
        choices={[{ value: "any", label: list("anyPlan") }, ...plans.map(({ code, name }) => ({ value: code, label: name }))]}
        onChange={(next) => set("plan", next)}
      />
      <Select<"name" | "any">
        small
        label={list("order")}
        value={asked.sort === "name" ? "name" : "any"}
        choices={[
          { value: "any", label: list("newest") },
          { value: "name", label: list("byName") },
        ]}
        onChange={(next) => set("sort", next)}
      />
      {any && (
        <Button kind="quiet" small onClick={() => setSearch({}, { replace: true })}>
          {list("clear")}
        </Button>
      )}
    </>
  );
}

function List({ onAdd, actions }: { onAdd: ReactNode; actions: ReactNode }) {
  const t = useMessages(adminMessages);
  const words = useMessages(listMessages);
  const columns = useColumns();
  const filters = useFilters();
  const list = useList(ACCOUNTS, { limit: 100, ...filters.asked });
  const summary = api.useQuery("get", SUMMARY, {}, { refetchInterval: lookAgain });
  const seen = summary.dataUpdatedAt;
  const { refetch } = list;
  const before = useRef(0);
  useEffect(() => {
    if (before.current > 0) refetch(); // what the rows say is as new as what the sentence says
    before.current = seen;
  }, [seen]);
  return (
    <>
      <PageHeader title={t("accounts")} actions={actions}>
        {summary.data && <Answer summary={summary.data} />}
      </PageHeader>
      <Card flush>
        <Loaded query={list} height={420}>
          {(rows) => (
            <DataTable
              label={t("accounts")}
              name="admin.accounts"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              href={(row) => `/admin/accounts/${row.id}`}
              more={list.more}
              toolbar={<Toolbar {...filters} />}
              empty={
                <EmptyState icon={Building2} title={filters.any ? t("noAccounts") : words("firstTitle")} action={filters.any ? undefined : onAdd}>
                  {filters.any ? t("noAccountsText") : words("firstText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
    </>
  );
}

function Page() {
  const t = useMessages(adminMessages);
  const [adding, setAdding] = useState(false);
  const [resetting, setResetting] = useState(false);
  const add = (
    <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>
      {t("newAccount")}
    </Button>
  );
  return (
    <>
      <List
        onAdd={add}
        actions={
          <>
            <Button onClick={() => setResetting(true)}>{t("resetFactor")}</Button>
            {add}
          </>
        }
      />
      {resetting && <ResetFactor onClose={() => setResetting(false)} />}
      {adding && <NewAccount onClose={() => setAdding(false)} />}
    </>
  );
}

export default function Accounts() {
  const t = useMessages(adminMessages);
  return (
    <Operators title={t("accounts")}>
      <Page />
    </Operators>
  );
}
