import { useQuery } from "@tanstack/react-query";
import { FileDown, ReceiptText } from "lucide-react";
import { useMemo } from "react";
import { Link } from "react-router";
import { api, http, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useMay } from "~/app/useMay";
import { useFormat, useLocale, useMessages } from "~/i18n/locale";
import { unitsOf } from "~/i18n/amounts";
import { Button } from "~/ui/Button";
import { downloadCsv } from "~/ui/csv";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { billingMessages } from "./messages";
import { balanceOf, inUnit, monthIn, monthsUpTo, type Statement, statementsOf } from "./statements";

type Entry = Schemas["entries"];
const MONTHS = 12;
const moved = ["fund", "adjust", "refund"] as const;

/** What people put in and took out: few, whatever the number of calls. */
async function allMovements(): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const kind of moved) {
    let cursor: string | undefined;
    do {
      const query = { kind, limit: 200, ...(cursor ? { cursor } : {}) };
      const { data } = await http.GET("/api/v1/wallet/entries", { params: { query } });
      found.push(...(data?.items ?? []));
      cursor = data?.next_cursor ?? undefined;
    } while (cursor);
  }
  return found;
}

function useStatements() {
  // one more than is told: the account's month may not be UTC's
  const from = useMemo(() => `${monthsUpTo(new Date(serverNow()).toISOString(), MONTHS + 1).at(-1) ?? ""}-01`, []);
  const wallet = api.useQuery("get", "/api/v1/wallet");
  const calls = api.useQuery("get", "/api/v1/analytics/calls", { params: { query: { group: "day", from } } });
  const movements = useQuery({ queryKey: ["get", "/api/v1/wallet/entries", "movements"], queryFn: allMovements });
  const error = wallet.error ?? calls.error ?? movements.error;
  const refetch = () => void Promise.all([wallet.refetch(), calls.refetch(), movements.refetch()]);
  const data = useMemo(() => {
    if (!wallet.data || !calls.data || !movements.data) return undefined;
    const zone = calls.data.time_zone ?? undefined;
    const balance = wallet.data.available;
    const unit = balance && "talk_ms" in balance ? "talk_ms" : (balance?.currency ?? "USD");
    const days = (calls.data.rows ?? []).map(({ key, figures = {} }) => ({
      day: key ?? "",
      calls: figures.calls ?? 0,
      talkMs: figures.talk_ms ?? 0,
      charged: unitsOf(figures.price),
    }));
    const told = movements.data.map((entry) => ({ ...entry, month: entry.at ? monthIn(zone, entry.at) : "" }));
    const months = monthsUpTo(monthIn(zone, new Date(serverNow()).toISOString()), MONTHS);
    return { unit, statements: statementsOf(months, balanceOf(wallet.data), told, days) };
  }, [wallet.data, calls.data, movements.data]);
  return { data, error, refetch };
}

function useMonthName(): (month: string) => string {
  const { locale } = useLocale();
  return (month) => new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15T00:00:00Z`));
}

function useColumns(unit: string): Column<Statement>[] {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const name = useMonthName();
  const sum = (units: number) => {
    const amount = inUnit(unit, units);
    return <span title={format.exactAmount(amount)}>{units === 0 ? "—" : format.amount(amount)}</span>;
  };
  const always = (units: number) => <span title={format.exactAmount(inUnit(unit, units))}>{format.amount(inUnit(unit, units))}</span>;
  return [
    { id: "month", header: t("month"), cell: ({ row }) => <b>{name(row.original.month)}</b> },
    { id: "opening", header: t("opening"), number: true, cell: ({ row }) => always(row.original.opening) },
    { id: "funded", header: t("k_fund"), number: true, cell: ({ row }) => sum(row.original.funded) },
    { id: "adjusted", header: t("k_adjust"), number: true, cell: ({ row }) => sum(row.original.adjusted) },
    { id: "refunded", header: t("k_refund"), number: true, cell: ({ row }) => sum(row.original.refunded) },
    { id: "charged", header: t("callsCharged"), number: true, cell: ({ row }) => sum(-row.original.charged) },
    { id: "closing", header: t("closing"), number: true, cell: ({ row }) => always(row.original.closing) },
    { id: "calls", header: t("callsMade"), number: true, cell: ({ row }) => format.number(row.original.calls) },
    { id: "talk", header: t("talk"), number: true, cell: ({ row }) => format.duration(row.original.talkMs) },
  ];
}

function download(unit: string, statements: Statement[]): void {
  const cell = (units: number) => {
    const amount = inUnit(unit, units);
    return "talk_ms" in amount ? String(amount.talk_ms) : amount.amount;
  };
  downloadCsv(
    "statements",
    ["month", "unit", "opening", "funded", "adjusted", "refunded", "charged", "closing", "calls", "talk_ms"],
    statements.map((s) => [
      s.month,
      unit,
      cell(s.opening),
      cell(s.funded),
      cell(s.adjusted),
      cell(s.refunded),
      cell(s.charged),
      cell(s.closing),
      String(s.calls),
      String(s.talkMs),
    ]),
  );
}

function Table({ unit, statements }: { unit: string; statements: Statement[] }) {
  const t = useMessages(billingMessages);
  const columns = useColumns(unit);
  return (
    <Card flush>
      <DataTable
        label={t("statements")}
        name="statements"
        columns={columns}
        rows={statements}
        rowKey={(row) => row.month}
        toolbar={
          statements.length > 0 && (
            <Button kind="quiet" icon={FileDown} onClick={() => download(unit, statements)}>
              {t("downloadCsv")}
            </Button>
          )
        }
        empty={
          <EmptyState icon={ReceiptText} title={t("emptyTitle")}>
            {t("emptyText")}
          </EmptyState>
        }
      />
    </Card>
  );
}

/** Where did the money go, month by month? */
export default function Statements() {
  const t = useMessages(billingMessages);
  const may = useMay();
  const query = useStatements();
  return (
    <>
      <PageHeader title={t("statements")} back={{ to: "/billing", label: t("title") }}>
        {may("read_money") ? (
          <>
            {t("statementsText")} <Link to="/billing?kind=fund">{t("seeFunds")}</Link>
          </>
        ) : (
          t("noPermission")
        )}
      </PageHeader>
      <Loaded query={query} height={320}>
        {({ unit, statements }) => <Table unit={unit} statements={statements} />}
      </Loaded>
    </>
  );
}
