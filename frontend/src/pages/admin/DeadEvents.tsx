import { useQueryClient } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, every, http, type Schemas } from "~/api/client";
import { isDeed } from "~/deeds/filters";
import { deedMessages } from "~/deeds/messages";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm } from "~/ui/Dialog";
import { Card, PageHeader } from "~/ui/Layout";
import { Select } from "~/ui/Select";
import { EmptyState, Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { AccountLink } from "./account";
import { DeadEvent } from "./DeadEvent";
import { deadMessages } from "./deadMessages";
import { Operators } from "./Operators";

export type Dead = Schemas["dead_events"];
const DEAD = "/api/v1/admin/dead-events";
const CONSUMERS = "/api/v1/admin/event-consumers";
const lookAgain = every(10_000);

const consumers = ["billing", "notification", "recordings", "access", "webhooks"] as const;
type Consumer = (typeof consumers)[number];
const knownConsumer = (name: string | null | undefined): Consumer | undefined => consumers.find((known) => known === name);

export function useConsumerWord(): (dead: Dead) => string {
  const t = useMessages(deadMessages);
  return ({ consumer }) => {
    const known = knownConsumer(consumer);
    return known ? t(`c_${known}`) : (consumer ?? "—");
  };
}

/** Of a notice the provider's own name is kept: "call_ended" is that a call ended. */
export function useWhat(): (dead: Dead) => string {
  const deed = useMessages(deedMessages);
  return ({ type }) => {
    const name = (type ?? "").replace(/^call_/, "call.");
    return isDeed(name) ? deed(name) : type || "—";
  };
}

export function useReason(): (dead: Dead) => string {
  const t = useMessages(deadMessages);
  return ({ reason, text, tries }) => text || reason || (typeof tries === "number" ? t("inTries", { n: tries }) : "—");
}

export function useForgetLists(): () => void {
  const cache = useQueryClient();
  return () => {
    for (const path of [DEAD, CONSUMERS, "/api/v1/admin/system", "/api/v1/admin/audit-log"])
      void cache.invalidateQueries({ queryKey: ["get", path] });
  };
}

function useColumns(href: (dead: Dead) => string): Column<Dead>[] {
  const t = useMessages(deadMessages);
  const format = useFormat();
  const word = useConsumerWord();
  const reason = useReason();
  const what = useWhat();
  const moment = (iso: string | null | undefined) => (iso ? format.dateTime(iso) : "—");
  return [
    { id: "type", header: t("what"), cell: ({ row }) => <Link to={href(row.original)}>{what(row.original)}</Link> },
    { id: "consumer", header: t("consumer"), cell: ({ row }) => word(row.original) },
    { id: "reason", fill: true, header: t("reason"), cell: ({ row }) => <span title={reason(row.original)}>{reason(row.original)}</span> },
    {
      id: "account",
      header: t("account"),
      cell: ({ row: { original: dead } }) => (dead.account ? <AccountLink id={dead.account} /> : t("ofInstallation")),
    },
    { id: "happened", header: t("happened"), cell: ({ row }) => moment(row.original.happened_at) },
    { id: "buried", from: 1100, header: t("buried"), cell: ({ row }) => moment(row.original.buried_at) },
    { id: "tries", header: t("tries"), number: true, hidden: true, cell: ({ row }) => row.original.tries ?? t("triesUnkept") },
    { id: "tag", header: t("tag"), hidden: true, cell: ({ row }) => row.original.tag || "—" },
  ];
}

/** One after the other, as one that fails again does not hold up the rest. */
function ReplayAll({ rows }: { rows: Dead[] }) {
  const t = useMessages(deadMessages);
  const forget = useForgetLists();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<number>();
  const run = async () => {
    let failed = 0;
    for (const [i, { id }] of rows.entries()) {
      setDone(i);
      await http.POST("/api/v1/admin/dead-events/replay", { body: { id: id ?? "" } }).catch(() => failed++);
    }
    setDone(undefined);
    forget();
    say(t("replayAllDone", { well: rows.length - failed, failed }));
  };
  const n = rows.length;
  return (
    <>
      <Button onClick={() => setAsking(true)} busy={done !== undefined}>
        {done === undefined ? t("replayAll", { n }) : t("replayAllGoing", { done, all: n })}
      </Button>
      <Confirm open={asking} onClose={() => setAsking(false)} title={t("replayAllTitle", { n })} action={t("replayAllAction", { n })} onConfirm={run}>
        {t("replayText")}
      </Confirm>
    </>
  );
}

function Answer({ rows, all }: { rows: Dead[]; all: number }) {
  const t = useMessages(deadMessages);
  const format = useFormat();
  const moments = rows.map((row) => row.buried_at ?? row.happened_at).sort();
  if (rows.length === 0 || !moments[0]) return t("answerNone");
  return (
    <>
      {t("answer", { n: Math.max(all, rows.length), since: format.dateTime(moments[0]) })}
      {all > rows.length && ` ${t("answerMore", { n: rows.length, all })}`}
    </>
  );
}

function List({ all }: { all: Dead[] }) {
  const t = useMessages(deadMessages);
  const [search, setSearch] = useSearchParams();
  const counts = api.useQuery("get", CONSUMERS, {}, { refetchInterval: lookAgain });
  const consumer = knownConsumer(search.get("consumer"));
  const rows = consumer ? all.filter((row) => row.consumer === consumer) : all;
  const total = (counts.data?.items ?? []).reduce((sum, { dead }) => sum + dead, 0);
  const open = all.find((row) => row.id === search.get("event"));
  const filter = consumer ? { consumer } : undefined;
  const href = (row: Dead) => `/admin/dead-events?${new URLSearchParams({ ...filter, event: row.id ?? "" }).toString()}`;
  const columns = useColumns(href);
  return (
    <>
      <PageHeader title={t("title")} back={{ to: "/admin", label: t("system") }} actions={rows.length > 0 && <ReplayAll rows={rows} />}>
        <Answer rows={all} all={total} />
      </PageHeader>
      <Card flush>
        <DataTable
          label={t("title")}
          name="admin.dead"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id ?? ""}
          href={href}
          toolbar={
            <Select<Consumer | "any">
              small
              label={t("consumer")}
              value={consumer ?? "any"}
              choices={[{ value: "any", label: t("anyConsumer") }, ...consumers.map((value) => ({ value, label: t(`c_${value}`) }))]}
              onChange={(next) => setSearch(next === "any" ? {} : { consumer: next }, { replace: true })}
            />
          }
          empty={
            <EmptyState icon={Inbox} title={t("noneTitle")}>
              {t(all.length > 0 ? "noneOfText" : "noneText")}
            </EmptyState>
          }
        />
      </Card>
      {open && <DeadEvent dead={open} onClose={() => setSearch(filter ?? {}, { replace: true })} />}
    </>
  );
}

/** What nobody could handle, until a person decides. */
function Page() {
  const query = api.useQuery("get", DEAD, {}, { refetchInterval: lookAgain });
  return (
    <Loaded query={query} height={420}>
      {({ items }) => <List all={items} />}
    </Loaded>
  );
}

export default function DeadEvents() {
  const t = useMessages(deadMessages);
  return (
    <Operators title={t("title")}>
      <Page />
    </Operators>
  );
}
