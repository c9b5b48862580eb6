import { keepPreviousData } from "@tanstack/react-query";
import { FileDown, ReceiptText } from "lucide-react";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { StackedBar } from "~/charts/StackedBar";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { downloadCsv } from "~/ui/csv";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, grid, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { otherShapes, StatusBadge } from "~/ui/StatusBadge";
import { plainText, unitsOf } from "~/i18n/amounts";
import { usePlanName } from "./account";
import styles from "./Admin.module.css";
import { adminMessages } from "./messages";
import { Operators } from "./Operators";
import { PeriodChooser } from "./PeriodChooser";
import { dayOf, rangeOf } from "./period";

type View = Schemas["billing"];
type PlanRow = Schemas["plan_margin"];
type AccountRow = Schemas["account_margin"];
type Money = View["revenue"];

function Sum({ amount }: { amount: Money }) {
  const format = useFormat();
  const loss = unitsOf(amount) < 0;
  return (
    <span title={format.exactAmount(amount)} data-loss={loss || undefined} className={styles["sum"]}>
      {format.amount(amount)}
    </span>
  );
}

interface VerdictProps {
  below: boolean | undefined;
  /** What it brings can be told in the money of its cost. */
  known: boolean;
}

function Verdict({ below, known }: VerdictProps) {
  const t = useMessages(adminMessages);
  if (!below && !known) return <StatusBadge role="waiting" word={t("unknown")} icon={otherShapes.unsure} />;
  return below ? (
    <StatusBadge role="failed" word={t("belowCost")} />
  ) : (
    <StatusBadge role="well" word={t("covers")} />
  );
}

function usePlanColumns(): Column<PlanRow>[] {
  const t = useMessages(adminMessages);
  const format = useFormat();
  return [
    { id: "name", header: t("plan"), cell: ({ row }) => <Link to={`/admin/plans/${row.original.plan ?? ""}`}>{row.original.name}</Link> },
    {
      id: "result",
      header: t("result"),
      cell: ({ row: { original: plan } }) => <Verdict below={plan.below_cost} known={Boolean((plan.price_per_minute && plan.cost_per_minute) || (plan.revenue && plan.cost))} />,
    },
    { id: "price", header: t("pricePerMinute"), number: true, cell: ({ row }) => format.rate(row.original.price_per_minute) },
    { id: "minute", header: t("costPerMinute"), number: true, cell: ({ row }) => format.rate(row.original.cost_per_minute) },
    { id: "accounts", header: t("planAccounts"), number: true, cell: ({ row }) => format.number(row.original.accounts) },
    { id: "revenue", header: t("revenue"), number: true, cell: ({ row }) => <Sum amount={row.original.revenue} /> },
    { id: "cost", header: t("cost"), number: true, cell: ({ row }) => <Sum amount={row.original.cost} /> },
  ];
}

function useAccountColumns(): Column<AccountRow>[] {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const planName = usePlanName();
  return [
    { id: "name", header: t("name"), cell: ({ row }) => <Link to={`/admin/accounts/${row.original.account ?? ""}`}>{row.original.name}</Link> },
    { id: "result", header: t("result"), cell: ({ row }) => <Verdict below={row.original.below_cost} known={Boolean(row.original.revenue)} /> },
    { id: "plan", from: 1020, header: t("plan"), cell: ({ row }) => planName(row.original.plan) },
    { id: "calls", header: t("calls"), number: true, cell: ({ row }) => format.number(row.original.calls) },
    { id: "talk", header: t("talk"), number: true, hidden: true, cell: ({ row }) => format.duration(row.original.talk_ms) },
    { id: "charged", header: t("charged"), number: true, hidden: true, cell: ({ row }) => <Sum amount={row.original.charged} /> },
    { id: "revenue", header: t("revenue"), number: true, cell: ({ row }) => <Sum amount={row.original.revenue} /> },
    { id: "cost", header: t("cost"), number: true, cell: ({ row }) => <Sum amount={row.original.cost} /> },
    { id: "margin", header: t("margin"), number: true, cell: ({ row }) => <Sum amount={row.original.margin} /> },
    {
      id: "rate",
      header: "%",
      number: true,
      cell: ({ row }) => (row.original.margin ? format.percent(unitsOf(row.original.margin), unitsOf(row.original.revenue)) : "—"),
    },
  ];
}

/** Put in and adjusted = spent + held + left, of every account of one unit. */
function Wallets({ wallets }: { wallets: View["wallets"] }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const unitName = (amount: Money) => (amount && "currency" in amount ? amount.currency : t("unitMinutes"));
  return (
    <Card title={t("wallets")} className={grid.full}>
      <div className={styles["wallets"]}>
        {wallets.map((w) => {
          const title = t("walletsOf", { n: w.wallets, unit: unitName(w.funded) });
          const part = (amount: Money) => ({ amount: format.amount(amount) });
          return (
            <div key={unitName(w.funded)}>
              <p>
                <b>{title}</b> · {t("funded", part(w.funded))}
                {unitsOf(w.adjusted) !== 0 && ` · ${t("adjustedPart", part(w.adjusted))}`}
                {unitsOf(w.refunded) !== 0 && ` · ${t("refundedPart", part(w.refunded))}`}
              </p>
              <StackedBar
                legend
                label={title}
                parts={[
                  { role: "waiting", value: unitsOf(w.spent), label: t("spentPart", part(w.spent)) },
                  { role: "course", value: unitsOf(w.held), label: t("heldPart", part(w.held)) },
                  { role: "well", value: unitsOf(w.available), label: t("availablePart", part(w.available)) },
                  { role: "failed", value: unitsOf(w.debt), label: t("debtPart", part(w.debt)) },
                ]}
              />
            </div>
          );
        })}
      </div>
    </Card>
  );
}

/** A range that ends at midnight ended the day before. */
const lastMoment = (until: string): string => new Date(Date.parse(until) - 1).toISOString();

function Answer({ view }: { view: View }) {
  const t = useMessages(adminMessages);
  const format = useFormat();
  const below = view.plans.filter((plan) => plan.below_cost).length;
  const bold = (amount: Money) => <b title={format.exactAmount(amount)}>{format.amount(amount)}</b>;
  return (
    <>
      {t
        .rich("billingAnswer", {
          from: view.from ? format.date(view.from) : "—",
          until: view.until ? format.date(lastMoment(view.until)) : "—",
          revenue: bold(view.revenue),
          cost: bold(view.cost),
          margin: bold(view.margin),
          rate: format.percent(unitsOf(view.margin), unitsOf(view.revenue)),
        })
        .map((piece, i) => (
          <span key={i}>{piece}</span>
        ))}{" "}
      {below > 0 && <StatusBadge role="failed" word={t("belowCostPlans", { n: below })} />}
    </>
  );
}

const unitOf = (amount: Money): string => (!amount ? "" : "talk_ms" in amount ? "talk_ms" : amount.currency);
const fileName = (what: string, { from, until }: View) => `${what}-${dayOf(new Date(from))}-${dayOf(new Date(lastMoment(until)))}`;

function downloadAccounts(view: View): void {
  downloadCsv(
    fileName("margin-by-account", view),
    ["account", "name", "plan", "status", "calls", "talk_ms", "charged", "charged_unit", "revenue_usd", "cost_usd", "margin_usd", "below_cost"],
    view.accounts.map((a) => [
      a.account ?? "",
      a.name ?? "",
      a.plan ?? "",
      a.status,
      String(a.calls),
      String(a.talk_ms),
      plainText(a.charged),
      unitOf(a.charged),
      plainText(a.revenue),
      plainText(a.cost),
      plainText(a.margin),
      String(a.below_cost),
    ]),
  );
}

function downloadPlans(view: View): void {
  downloadCsv(
    fileName("margin-by-plan", view),
    ["plan", "name", "accounts", "price_per_minute_usd", "cost_per_minute_usd", "revenue_usd", "cost_usd", "below_cost"],
    view.plans.map((p) => [
      p.plan ?? "",
      p.name ?? "",
      String(p.accounts),
      plainText(p.price_per_minute),
      plainText(p.cost_per_minute),
      plainText(p.revenue),
      plainText(p.cost),
      String(p.below_cost),
    ]),
  );
}

function Download({ onClick }: { onClick(): void }) {
  const t = useMessages(adminMessages);
  return (
    <Button small kind="quiet" icon={FileDown} onClick={onClick}>
      CSV <span className="unseen">{t("download")}</span>
    </Button>
  );
}

/** Is the installation profitable? */
function Profit() {
  const t = useMessages(adminMessages);
  const [search] = useSearchParams();
  const range = useMemo(() => rangeOf(search, serverNow()), [search]);
  const { from, until } = range;
  const query = api.useQuery(
    "get",
    "/api/v1/admin/billing",
    { params: { query: { from, ...(until ? { until } : {}) } } },
    { placeholderData: keepPreviousData },
  );
  const planColumns = usePlanColumns();
  const accountColumns = useAccountColumns();
  return (
    <Loaded query={query} height={420}>
      {(view) => (
        <>
          <PageHeader
            title={t("billing")}
            actions={<PeriodChooser range={range} />}
          >
            <Answer view={view} />
          </PageHeader>
          <div className={grid.grid}>
            <Card flush title={t("plans")} className={grid.full} aside={<Download onClick={() => downloadPlans(view)} />}>
              <DataTable
                label={t("plans")}
                name="admin.plans"
                columns={planColumns}
                rows={view.plans}
                rowKey={(row) => row.plan ?? ""}
                href={(row) => `/admin/plans/${row.plan ?? ""}`}
              />
            </Card>
            <Card flush title={t("accountsMargin")} className={grid.full} aside={<Download onClick={() => downloadAccounts(view)} />}>
              <DataTable
                label={t("accountsMargin")}
                name="admin.margin"
                columns={accountColumns}
                rows={view.accounts}
                rowKey={(row) => row.account ?? ""}
                href={(row) => `/admin/accounts/${row.account ?? ""}`}
                empty={
                  <EmptyState icon={ReceiptText} title={t("noCalls")}>
                    {t("noCallsText")}
                  </EmptyState>
                }
              />
            </Card>
            <Wallets wallets={view.wallets} />
          </div>
        </>
      )}
    </Loaded>
  );
}

export default function Billing() {
  const t = useMessages(adminMessages);
  return (
    <Operators title={t("billing")}>
      <Profit />
    </Operators>
  );
}
