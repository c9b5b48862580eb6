import { FileDown, ReceiptText, Sheet } from "lucide-react";
import { Link } from "react-router";
import { api, type Schemas } from "~/api/client";
import { plainText, unitOf } from "~/i18n/amounts";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { downloadCsv } from "~/ui/csv";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { downloadWorkbook } from "~/ui/workbook";
import { billingMessages } from "./messages";
import { lived, useMonthName } from "./months";

type Statement = Schemas["statement"];
const MONTHS = 36;
const monthHref = ({ month }: Statement): string => `/billing/statements/${month ?? ""}`;

function useColumns(): Column<Statement>[] {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const name = useMonthName();
  const sum = (amount: Amount | null | undefined) => <span title={format.exactAmount(amount)}>{format.amount(amount)}</span>;
  return [
    {
      id: "month",
      header: t("month"),
      cell: ({ row }) => (
        <>
          <Link to={monthHref(row.original)}>{name(row.original.month ?? "")}</Link>
          {row.original.running && ` · ${t("running")}`}
        </>
      ),
    },
    { id: "opening", header: t("opening"), number: true, cell: ({ row }) => sum(row.original.opening) },
    { id: "funded", header: t("k_fund"), number: true, cell: ({ row }) => sum(row.original.funded) },
    { id: "adjusted", header: t("k_adjust"), number: true, cell: ({ row }) => sum(row.original.adjusted) },
    { id: "refunded", header: t("k_refund"), number: true, cell: ({ row }) => sum(row.original.refunded) },
    { id: "charged", header: t("callsCharged"), number: true, cell: ({ row }) => sum(row.original.charged) },
    { id: "closing", header: t("closing"), number: true, cell: ({ row }) => <b>{sum(row.original.closing)}</b> },
    { id: "calls", header: t("callsMade"), number: true, cell: ({ row }) => format.number(row.original.calls) },
    { id: "talk", header: t("talk"), number: true, hidden: true, cell: ({ row }) => format.duration(row.original.talk_ms) },
  ];
}

function download(statements: readonly Statement[]): void {
  downloadCsv(
    "statements",
    ["month", "unit", "opening", "funded", "adjusted", "refunded", "charged", "closing", "calls", "talk_ms"],
    statements.map((s) => [
      s.month ?? "",
      unitOf(s.opening),
      ...[s.opening, s.funded, s.adjusted, s.refunded, s.charged, s.closing].map(plainText),
      String(s.calls),
      String(s.talk_ms),
    ]),
  );
}

/** The same to read: titles in the viewer's language, sums that can be added. */
function useWorkbook(): (statements: readonly Statement[]) => void {
  const t = useMessages(billingMessages);
  const sums = [t("opening"), t("k_fund"), t("k_adjust"), t("k_refund"), t("callsCharged"), t("closing")];
  return (statements) =>
    downloadWorkbook(
      t("statements"),
      [t("month"), t("unit"), ...sums, t("callsMade"), t("talkSeconds")],
      statements.map((s) => [
        s.month ?? "",
        unitOf(s.opening),
        ...[s.opening, s.funded, s.adjusted, s.refunded, s.charged, s.closing].map((amount) => ({ number: plainText(amount) })),
        { number: String(s.calls) },
        { number: String(Math.round(s.talk_ms / 1000)) },
      ]),
    );
}

function Table({ statements }: { statements: Statement[] }) {
  const t = useMessages(billingMessages);
  const columns = useColumns();
  const workbook = useWorkbook();
  return (
    <Card flush>
      <DataTable
        label={t("statements")}
        name="statements"
        columns={columns}
        rows={statements}
        rowKey={(row) => row.month ?? ""}
        href={monthHref}
        toolbar={
          statements.length > 0 && (
            <>
              <Button kind="quiet" icon={Sheet} onClick={() => workbook(statements)}>
                {t("downloadExcel")}
              </Button>
              <Button kind="quiet" icon={FileDown} onClick={() => download(statements)}>
                {t("downloadCsv")}
              </Button>
            </>
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
  const query = api.useQuery("get", "/api/v1/wallet/statements", { params: { query: { months: MONTHS } } });
  return (
    <>
      <PageHeader title={t("statements")} back={{ to: "/billing", label: t("title") }}>
        {t("statementsText")} <Link to="/billing?kind=fund">{t("seeFunds")}</Link>
      </PageHeader>
      <Loaded query={query} height={320}>
        {({ items }) => <Table statements={lived(items)} />}
      </Loaded>
    </>
  );
}
