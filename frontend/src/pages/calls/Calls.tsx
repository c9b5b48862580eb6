import { Download as DownloadIcon, FileAudio, FileText, Search, Sheet } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { serverNow } from "~/api/clock";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { CampaignFilter, useCampaignName } from "~/campaigns/CampaignFilter";
import { useExport } from "~/exports/useExport";
import { useFormat, useMessages } from "~/i18n/locale";
import { useLive } from "~/live/live";
import { type Outcome, outcomeMessages, outcomes } from "~/outcomes/messages";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { TextField } from "~/ui/Field";
import { Card, PageHeader } from "~/ui/Layout";
import { Menu, MenuItem } from "~/ui/Menu";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { cx } from "~/ui/cx";
import { type Call, CallOutcome } from "./CallOutcome";
import styles from "./Calls.module.css";
import { beginOf, type Filters, type Period, periods, useFilters } from "./filters";
import { callMessages } from "./messages";
import { Reader } from "./Reader";
import { Sentence } from "./Sentence";

const CampaignName = ({ id }: { id: string }) => useCampaignName(id) ?? "—";

/** Beside a reader in a narrow window: when, who and how it ended; on a phone who stands under when. */
function useColumns(address: string): Column<Call>[] {
  const t = useMessages(callMessages);
  const format = useFormat();
  const may = useMay();
  const charge: Column<Call> = {
    id: "charge",
    header: t("charge"),
    number: true,
    from: 720,
    cell: ({ row }) => <span title={format.exactAmount(row.original.charge)}>{format.amount(row.original.charge)}</span>,
  };
  const name: Column<Call> = { id: "name", header: t("name"), under: 480, cell: ({ row }) => row.original.name ?? "—" };
  return [
    {
      id: "when",
      header: t("when"),
      cell: ({ row }) => (
        <Link to={`/calls/${row.original.id ?? ""}${address}`}>{format.dateTime(row.original.dialed_at ?? row.original.created_at ?? "")}</Link>
      ),
    },
    ...(may("read_people") ? [name] : []),
    { id: "outcome", header: t("outcome"), cell: ({ row }) => <CallOutcome outcome={row.original.outcome} /> },
    {
      id: "length",
      header: t("length"),
      number: true,
      from: 640,
      cell: ({ row }) => (row.original.talk_ms ? format.clock(row.original.talk_ms) : "—"),
    },
    ...(may("read_money") ? [charge] : []),
    { id: "phone", header: t("phone"), from: 880, cell: ({ row }) => row.original.phone ?? "—" },
    {
      id: "campaign",
      header: t("campaign"),
      hidden: true,
      cell: ({ row }) => <CampaignName id={row.original.campaign ?? ""} />,
    },
    { id: "attempt", header: t("attempt"), number: true, hidden: true, cell: ({ row }) => row.original.attempt ?? "—" },
  ];
}

function Toolbar({ filters }: { filters: Filters }) {
  const t = useMessages(callMessages);
  const word = useMessages(outcomeMessages);
  const may = useMay();
  return (
    <>
      <Select<Outcome | "any">
        small
        label={t("outcome")}
        value={filters.outcome ?? "any"}
        choices={[{ value: "any", label: t("anyOutcome") }, ...outcomes.map((value) => ({ value, label: word(value) }))]}
        onChange={(next) => filters.set("outcome", next === "any" ? undefined : next)}
      />
      <CampaignFilter value={filters.campaign} onChange={(next) => filters.set("campaign", next)} />
      <Select<Period>
        small
        label={t("period")}
        value={filters.period}
        choices={([...Object.keys(periods), "everything"] as Period[]).map((value) => ({ value, label: t(value) }))}
        onChange={(next) => filters.set("period", next === "everything" ? undefined : next)}
      />
      {may("read_people") && (
        <form
          role="search"
          className={styles["search"]}
          onSubmit={(event) => {
            event.preventDefault();
            const said = new FormData(event.currentTarget).get("phone");
            filters.set("phone", typeof said === "string" ? said.trim() : "");
          }}
        >
          <TextField
            name="phone"
            label={<span className="unseen">{t("search")}</span>}
            type="search"
            inputMode="tel"
            placeholder={t("searchPhone")}
            defaultValue={filters.phone ?? ""}
            key={filters.phone ?? ""}
          />
          <Button type="submit" kind="quiet" small icon={Search}>
            <span className="unseen">{t("search")}</span>
          </Button>
        </form>
      )}
      {filters.any && (
        <Button kind="quiet" small onClick={filters.clear}>
          {t("clear")}
        </Button>
      )}
    </>
  );
}

/** When the calls of the period begin; undefined: with the first. */
function useBegin({ period }: Filters): string | undefined {
  const days = period === "everything" ? undefined : periods[period];
  return useMemo(() => (days === undefined ? undefined : beginOf(days, new Date(serverNow()))), [days]);
}

/** The calls that the filters leave, as a file: all of them, not only those that were scrolled to. */
function Download({ filters }: { filters: Filters }) {
  const t = useMessages(callMessages);
  const made = useExport();
  const since = useBegin(filters);
  const start = (as: "xlsx" | "csv") =>
    made.start({
      kind: "calls",
      format: as,
      ...(filters.outcome ? { outcome: filters.outcome } : {}),
      ...(filters.campaign ? { campaign: filters.campaign } : {}),
      ...(filters.phone ? { phone: filters.phone } : {}),
      ...(since ? { since } : {}),
    });
  if (made.isBusy) {
    return (
      <>
        <span className="unseen" role="status">
          {t("preparing")}
        </span>
        <Button busy>{made.rows > 0 ? t("written", { n: made.rows }) : t("preparing")}</Button>
      </>
    );
  }
  return (
    <Menu trigger={<Button icon={DownloadIcon}>{t("download")}</Button>}>
      <MenuItem icon={Sheet} onSelect={() => start("xlsx")}>
        {t("asExcel")}
      </MenuItem>
      <MenuItem icon={FileText} onSelect={() => start("csv")}>
        {t("asCsv")}
      </MenuItem>
    </Menu>
  );
}

function useCalls(filters: Filters) {
  const from = useBegin(filters);
  return useList("/api/v1/calls", {
    limit: 100,
    sort: "-created_at",
    ...(filters.outcome ? { outcome: filters.outcome } : {}),
    ...(filters.campaign ? { campaign: filters.campaign } : {}),
    ...(filters.phone ? { phone: filters.phone } : {}),
    ...(from ? { "created_at[gte]": from } : {}),
  });
}

export default function Calls() {
  const t = useMessages(callMessages);
  const { id } = useParams();
  const may = useMay();
  const filters = useFilters();
  useLive("calls");
  const list = useCalls(filters);
  const columns = useColumns(filters.address);
  const place = list.data?.findIndex((call) => call.id === id) ?? -1;
  const neighbour = (step: number) => {
    const call = place >= 0 ? list.data?.[place + step] : undefined;
    return call?.id ? `/calls/${call.id}${filters.address}` : undefined;
  };

  return (
    <>
      <PageHeader
        title={t("title")}
        {...(id ? { back: { to: `/calls${filters.address}`, label: t("toList") } } : {})}
        actions={may("read_people") && (list.data?.length ?? 0) > 0 && <Download filters={filters} />}
      >
        {id === undefined && <Sentence filters={filters} calls={list.data} hasMore={list.more.has} />}
      </PageHeader>
      <div className={cx(id !== undefined && styles["reading"])}>
        <Card flush className={styles["list"]}>
          <Loaded query={list} height={480}>
            {(rows) => (
              <DataTable
                label={t("title")}
                name="calls"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.id ?? ""}
                href={(row) => `/calls/${row.id ?? ""}${filters.address}`}
                more={list.more}
                height={720}
                toolbar={<Toolbar filters={filters} />}
                empty={
                  <EmptyState icon={FileAudio} title={t(filters.any ? "noneTitle" : "emptyTitle")}>
                    {t(filters.phone ? "nonePhone" : filters.any ? "noneText" : "emptyText")}
                  </EmptyState>
                }
              />
            )}
          </Loaded>
        </Card>
        {id && (
          <Card className={styles["pane"]}>
            <Reader id={id} before={neighbour(-1)} after={neighbour(1)} />
          </Card>
        )}
      </div>
    </>
  );
}
