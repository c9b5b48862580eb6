import { useQueryClient } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { useFormat, useMessages } from "~/i18n/locale";
import { type Column, DataTable } from "~/ui/DataTable";
import { Card } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { ChangeOf, entryHref, kindOf, useReceipt } from "./entry";
import { following } from "./following";
import { billingMessages } from "./messages";

type Entry = Schemas["entries"];
type Kind = Entry["kind"];
const kinds: readonly Kind[] = ["fund", "hold", "settle", "release", "refund", "adjust"];

function useColumns(): Column<Entry>[] {
  const t = useMessages(billingMessages);
  const format = useFormat();
  const receipt = useReceipt();
  return [
    { id: "when", header: t("when"), cell: ({ row }) => <Link to={entryHref(row.original)}>{format.dateTime(row.original.at)}</Link> },
    { id: "kind", header: t("kind"), cell: ({ row }) => t(`k_${kindOf(row.original)}`) },
    { id: "receipt", header: t("receipt"), hidden: true, cell: ({ row }) => receipt(row.original) },
    { id: "available", header: t("change"), number: true, cell: ({ row }) => <ChangeOf amount={row.original.available} income={row.original.kind === "fund"} /> },
    { id: "held", header: t("heldChange"), number: true, cell: ({ row }) => <ChangeOf amount={row.original.held} /> },
    { id: "spent", header: t("spentChange"), number: true, cell: ({ row }) => <ChangeOf amount={row.original.spent} /> },
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
        row.original.call ? (
          <Link to={`/calls/${row.original.call}`}>{t("seeCall")}</Link>
        ) : (
          <Link to={entryHref(row.original)}>{receipt(row.original)}</Link>
        ),
    },
  ];
}

const LOOK_AGAIN_MS = 2000;

/** The lines follow the balance, asked for again at most every other second. */
function useFresh(balance: string): void {
  const cache = useQueryClient();
  const [lines] = useState(() => following(balance, () => void cache.invalidateQueries({ queryKey: ["get", "/api/v1/wallet/entries"] }), LOOK_AGAIN_MS));
  useEffect(() => lines.hear(balance), [lines, balance]);
  useEffect(() => lines.stop, [lines]);
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
            rowKey={(row) => row.id}
            href={entryHref}
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
