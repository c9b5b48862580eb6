import { Plus, Tags } from "lucide-react";
import { Link } from "react-router";
import { api } from "~/api/client";
import { useFormat, useMessages } from "~/i18n/locale";
import { buttonClass } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { otherShapes, StatusBadge } from "~/ui/StatusBadge";
import { costOf, judge, type Judgement, type Plan } from "./plan";
import { planMessages } from "./planMessages";
import { Operators } from "./Operators";

export const PLANS = "/api/v1/plans";
export const BILLING = "/api/v1/admin/billing";

interface Row {
  plan: Plan;
  judged: Judgement;
  accounts: number;
}

export function CostBadge({ judged }: { judged: Judgement }) {
  const t = useMessages(planMessages);
  if (judged.below === undefined) return <StatusBadge role="waiting" word={t("v_unknown")} icon={otherShapes.unsure} />;
  return judged.below ? <StatusBadge role="failed" word={t("v_below")} /> : <StatusBadge role="well" word={t("v_well")} />;
}

function useColumns(): Column<Row>[] {
  const t = useMessages(planMessages);
  const format = useFormat();
  return [
    { id: "name", header: t("plan"), cell: ({ row }) => <Link to={`/admin/plans/${row.original.plan.code}`}>{row.original.plan.name}</Link> },
    {
      id: "status",
      header: t("status"),
      cell: ({ row }) =>
        row.original.plan.retired ? (
          <StatusBadge role="waiting" word={t("retired")} icon={otherShapes.stopped} />
        ) : (
          <StatusBadge role="well" word={t("onSale")} />
        ),
    },
    { id: "cost", header: t("verdict"), cell: ({ row }) => <CostBadge judged={row.original.judged} /> },
    { id: "kind", from: 1100, header: t("kind"), cell: ({ row }) => t(`k_${row.original.plan.kind}`) },
    { id: "price", header: t("pricePerMinute"), number: true, cell: ({ row }) => format.rate(row.original.judged.price) },
    { id: "perMinute", header: t("costPerMinute"), number: true, cell: ({ row }) => format.rate(row.original.judged.cost) },
    { id: "margin", header: t("margin"), number: true, cell: ({ row }) => format.rate(row.original.judged.margin) },
    { id: "accounts", header: t("accounts"), number: true, cell: ({ row }) => format.number(row.original.accounts) },
    { id: "active", header: t("active"), number: true, hidden: true, cell: ({ row }) => format.number(row.original.plan.max_active) },
    { id: "code", header: t("code"), hidden: true, cell: ({ row }) => row.original.plan.code },
  ];
}

function List() {
  const t = useMessages(planMessages);
  const columns = useColumns();
  const plans = api.useQuery("get", PLANS);
  const billing = api.useQuery("get", BILLING);
  return (
    <Loaded query={plans} height={420}>
      {({ items }) => {
        const rows = items.map((plan): Row => ({
          plan,
          judged: judge(plan, costOf(billing.data, plan.code)),
          accounts: billing.data?.plans?.find((known) => known.plan === plan.code)?.accounts ?? 0,
        }));
        const onSale = rows.filter((row) => !row.plan.retired);
        const below = onSale.filter((row) => row.judged.below).length;
        return (
          <>
            <PageHeader
              title={t("title")}
              actions={
                <Link to="/admin/plans/new" className={buttonClass("primary")}>
                  <Plus aria-hidden size={16} />
                  {t("new")}
                </Link>
              }
            >
              {t("answer", { n: onSale.length })} {below > 0 && <StatusBadge role="failed" word={t("below", { n: below })} />} {t("costDays")}
            </PageHeader>
            <Card flush>
              <DataTable
                label={t("title")}
                name="admin.planlist"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.plan.code}
                href={(row) => `/admin/plans/${row.plan.code}`}
                empty={
                  <EmptyState icon={Tags} title={t("title")}>
                    {t("answer", { n: 0 })}
                  </EmptyState>
                }
              />
            </Card>
          </>
        );
      }}
    </Loaded>
  );
}

export default function Plans() {
  const t = useMessages(planMessages);
  return (
    <Operators title={t("title")}>
      <List />
    </Operators>
  );
}
