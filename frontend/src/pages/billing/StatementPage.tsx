import { FileDown, Printer, Sheet as Table } from "lucide-react";
import { Link, useParams } from "react-router";
import { api, type Schemas } from "~/api/client";
import { useSession } from "~/app/session";
import { opposite, plainText, unitOf } from "~/i18n/amounts";
import type { Amount } from "~/i18n/format";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { downloadCsv } from "~/ui/csv";
import { Card, columns, PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { type Cell, downloadWorkbook } from "~/ui/workbook";
import styles from "./Billing.module.css";
import { ChangeOf, type Entry, entryHref, useReceipt } from "./entry";
import { billingMessages } from "./messages";
import { useMonthName } from "./months";
import { NotShown } from "./NotShown";

type View = Schemas["statement_view"];
type Statement = View["statement"];

function Sum({ statement: s }: { statement: Statement }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const rows: [string, string, Amount | null | undefined][] = [
    ["", t("opening"), s.opening],
    ["+", t("k_fund"), s.funded],
    ["±", t("k_adjust"), s.adjusted],
    ["−", t("k_refund"), s.refunded],
    ["−", t("callsCharged"), s.charged],
    ["=", t("closing"), s.closing],
  ];
  return (
    <Card title={t("summary")}>
      <table className={styles["sum"]}>
        <tbody>
          {rows.map(([sign, name, amount]) => (
            <tr key={name}>
              <td aria-hidden>{sign}</td>
              <th scope="row">{name}</th>
              <td title={format.exactAmount(amount)}>{format.amount(amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Campaigns({ view }: { view: View }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const { campaigns, statement } = view;
  return (
    <Card title={t("byCampaign")}>
      {campaigns.length === 0 ? (
        <p className="quiet">{t("noCalls")}</p>
      ) : (
        <div className="sideways" tabIndex={0} role="region" aria-label={t("byCampaign")}>
          <table className={styles["lines"]}>
            <thead>
              <tr>
                <th scope="col">{t("campaign")}</th>
                <th scope="col" data-number>
                  {t("callsMade")}
                </th>
                <th scope="col" data-number>
                  {t("talk")}
                </th>
                <th scope="col">{t("k_settle")}</th>
              </tr>
            </thead>
            <tbody>
              {campaigns.map((one) => (
                <tr key={one.campaign}>
                  <td>
                    <Link to={`/campaigns/${one.campaign ?? ""}`}>{one.name || t("campaignGone")}</Link>
                  </td>
                  <td data-number>{format.number(one.calls)}</td>
                  <td data-number>{format.duration(one.talk_ms)}</td>
                  <td title={format.exactAmount(one.charged)}>{format.amount(one.charged)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{t("total")}</th>
                <td data-number>{format.number(statement.calls)}</td>
                <td data-number>{format.duration(statement.talk_ms)}</td>
                <td title={format.exactAmount(statement.charged)}>{format.amount(statement.charged)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  );
}

function Movements({ view }: { view: View }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const receipt = useReceipt();
  const { movements } = view;
  return (
    <Card title={t("movements")}>
      {movements.length === 0 ? (
        <p className="quiet">{t("noMovements")}</p>
      ) : (
        <div className="sideways" tabIndex={0} role="region" aria-label={t("movements")}>
          <table className={styles["lines"]}>
            <thead>
              <tr>
                <th scope="col">{t("receipt")}</th>
                <th scope="col">{t("when")}</th>
                <th scope="col">{t("kind")}</th>
                <th scope="col">{t("note")}</th>
                <th scope="col">{t("amount")}</th>
              </tr>
            </thead>
            <tbody>
              {movements.map(({ entry }) => (
                <tr key={entry.id}>
                  <td>
                    <Link to={entryHref(entry)}>{receipt(entry)}</Link>
                  </td>
                  <td>{entry.at && `${format.date(entry.at)}, ${format.time(entry.at)}`}</td>
                  <td>{t(`k_${entry.kind}`)}</td>
                  <td className={styles["note"]}>{entry.kind === "fund" ? "" : entry.note}</td>
                  <td>
                    <ChangeOf amount={opposite(entry.outside)} income />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

/** The month as a sheet: its sums first, then each line of them. */
function download(view: View, receipt: (entry: Entry) => string): void {
  const { statement: s, movements, campaigns } = view;
  const unit = unitOf(s.opening);
  const line = (what: string, name: string, amount: Amount | null | undefined, calls = "", talk = "", at = "") => [what, name, at, unit, plainText(amount), calls, talk];
  downloadCsv(`statement-${s.month ?? ""}`, ["what", "name", "at", "unit", "amount", "calls", "talk_ms"], [
    line("opening", s.month ?? "", s.opening),
    ...movements.map(({ entry }) =>
      [entry.kind, `${receipt(entry)} ${entry.note ?? ""}`.trim(), entry.at, unit, plainText(opposite(entry.outside)), "", ""],
    ),
    ...campaigns.map((one) => line("charged", one.name ?? "", one.charged, String(one.calls), String(one.talk_ms))),
    line("closing", s.month ?? "", s.closing, String(s.calls), String(s.talk_ms)),
  ]);
}

/** The same to read: in the viewer's language, with sums that can be added. */
function useWorkbook(): (view: View) => void {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const name = useMonthName();
  const receipt = useReceipt();
  return ({ statement: s, movements, campaigns }) => {
    const title = t("statementOf", { month: name(s.month ?? "") });
    const seconds = (ms: number | null | undefined) => ({ number: String(Math.round((ms ?? 0) / 1000)) });
    const sum = (what: string, amount: Amount | null | undefined): Cell[] => [what, "", "", { number: plainText(amount) }, "", ""];
    downloadWorkbook(title, [t("kind"), t("note"), t("when"), `${t("amount")} (${unitOf(s.opening)})`, t("callsMade"), t("talkSeconds")], [
      sum(t("opening"), s.opening),
      ...movements.map(({ entry }): Cell[] => [
        t(`k_${entry.kind}`),
        `${receipt(entry)} ${entry.note ?? ""}`.trim(),
        entry.at ? format.dateTime(entry.at) : "",
        { number: plainText(opposite(entry.outside)) },
        "",
        "",
      ]),
      ...campaigns.map((one): Cell[] => [
        t("callsCharged"),
        one.name || t("campaignGone"),
        "",
        { number: plainText(opposite(one.charged)) },
        { number: String(one.calls) },
        seconds(one.talk_ms),
      ]),
      [t("closing"), "", "", { number: plainText(s.closing) }, { number: String(s.calls) }, seconds(s.talk_ms)],
    ]);
  };
}

function Sheet({ view }: { view: View }) {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const name = useMonthName();
  const receipt = useReceipt();
  const workbook = useWorkbook();
  const { account } = useSession();
  const { statement } = view;
  return (
    <>
      <PageHeader
        title={t("statementOf", { month: name(statement.month ?? "") })}
        back={{ to: "/billing/statements", label: t("statements") }}
        actions={
          <>
            <Button icon={Table} onClick={() => workbook(view)}>
              {t("downloadExcel")}
            </Button>
            <Button icon={FileDown} onClick={() => download(view, receipt)}>
              {t("downloadCsv")}
            </Button>
            <Button icon={Printer} onClick={() => print()}>
              {t("print")}
            </Button>
          </>
        }
      >
        {account.name} · {t(statement.running ? "untilNow" : "wholeMonth", { at: statement.until ? format.dateTime(statement.until) : "" })}
      </PageHeader>
      <div className={columns.sides}>
        <Sum statement={statement} />
        <div className={columns.column}>
          <Movements view={view} />
          <Campaigns view={view} />
        </div>
      </div>
      <p className={styles["footnote"]}>{t("statementsText")}</p>
    </>
  );
}

/** What moved in one month, on a page that can be printed. */
export default function StatementPage() {
  const t = useMessages(billingMessages);
  const { month = "" } = useParams();
  const query = api.useQuery("get", "/api/v1/wallet/statements/{month}", { params: { path: { month } } });
  if (query.error && !query.data) return <NotShown title={t("statements")} back={{ to: "/billing/statements", label: t("statements") }} query={query} />;
  return (
    <Loaded query={query} height={420}>
      {(view) => <Sheet view={view} />}
    </Loaded>
  );
}
