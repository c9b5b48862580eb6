import { useQueryClient } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import type { Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { useFormat, useMessages } from "~/i18n/locale";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { amountOf } from "~/i18n/amounts";
import styles from "./Billing.module.css";
import { billingMessages } from "./messages";

type Entry = Schemas["entries"];
type Kind = NonNullable<Entry["kind"]>;
const kinds: readonly Kind[] = ["fund", "hold", "settle", "release", "refund", "adjust"];

function Change({ entry, of }: { entry: Entry; of: "available" | "held" | "spent" }) {
  const format = useFormat();
  const units = entry[of] ?? 0;
  if (units === 0) return <span className={styles["nothing"]}>—</span>;
  const amount = amountOf(entry.unit ?? "USD", units);
  return (
    <span title={format.exactAmount(amount)} data-up={units > 0 || undefined} className={styles["change"]}>
      {units > 0 && "+"}
      {format.amount(amount)}
    </span>
  );
}

function useColumns(): Column<Entry>[] {
  const t = useMessages(billingMessages);
  const format = useFormat();
  return [
    { id: "when", header: t("when"), cell: ({ row }) => (row.original.at ? format.dateTime(row.original.at) : "—") },
    { id: "kind", header: t("kind"), cell: ({ row }) => t(`k_${row.original.kind ?? "adjust"}`) },
    { id: "available", header: t("change"), number: true, cell: ({ row }) => <Change entry={row.original} of="available" /> },
    { id: "held", header: t("heldChange"), number: true, cell: ({ row }) => <Change entry={row.original} of="held" /> },
    { id: "spent", header: t("spentChange"), number: true, cell: ({ row }) => <Change entry={row.original} of="spent" /> },
    {
      id: "talk",
      header: t("talk"),
      number: true,
      cell: ({ row }) => (row.original.talk_ms ? format.clock(row.original.talk_ms) : "—"),
    },
    {
      id: "link",
      header: t("link"),
      cell: ({ row }) =>
        row.original.call ? <Link to={`/calls/${row.original.call}`}>{t("call")}</Link> : (row.original.note ?? "—"),
    },
  ];
}

const LOOK_AGAIN_MS = 2000;

/** The lines follow the balance, asked for again at most every other second. */
function useFresh(balance: string): void {
  const cache = useQueryClient();
  const first = useRef(balance);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (balance === first.current || waiting.current) return;
    waiting.current = setTimeout(() => {
      waiting.current = undefined;
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/wallet/entries"] });
    }, LOOK_AGAIN_MS);
  }, [balance, cache]);
  useEffect(() => () => clearTimeout(waiting.current), []);
}

/** Every change of the balance; each names the call or the payment that made it. */
export function Entries({ wallet }: { wallet: Schemas["wallet"] }) {
  const t = useMessages(billingMessages);
  useFresh(JSON.stringify([wallet.available, wallet.held, wallet.spent]));
  const [search, setSearch] = useSearchParams();
  const kind = kinds.find((known) => known === search.get("kind"));
  const list = useList("/api/v1/wallet/entries", { limit: 100, sort: "-created_at", ...(kind ? { kind } : {}) });
  const columns = useColumns();
  return (
    <Card flush title={t("entries")}>
      <Loaded query={list} height={420}>
        {(rows) => (
          <DataTable
            label={t("entries")}
            name="entries"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id ?? ""}
            more={list.more}
            toolbar={
              <Select<Kind | "any">
                small
                label={t("kind")}
                value={kind ?? "any"}
                choices={[{ value: "any", label: t("anyKind") }, ...kinds.map((value) => ({ value, label: t(`k_${value}`) }))]}
                onChange={(next) => setSearch(next === "any" ? {} : { kind: next }, { replace: true })}
              />
            }
            empty={
              <EmptyState icon={ReceiptText} title={t(kind ? "noneTitle" : "emptyTitle")}>
                {t(kind ? "noneText" : "emptyText")}
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </Card>
  );
}
