import { useQueryClient } from "@tanstack/react-query";
import { MonitorUp, Tv } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm, Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { say } from "~/ui/Toasts";
import { displayMessages } from "./displayMessages";
import { SettingsFrame } from "./Frame";
import { Secret } from "./Secret";

type Display = Schemas["displays"];
const LIST = { queryKey: ["get", "/api/v1/displays"] };

const hasExpired = ({ expires_at }: Display) => Date.parse(expires_at ?? "") <= serverNow();

function State({ item }: { item: Display }) {
  const t = useMessages(displayMessages);
  if (item.revoked_at) return <StatusBadge role="failed" word={t("revoked")} />;
  if (hasExpired(item)) return <StatusBadge role="waiting" word={t("ended")} />;
  return <StatusBadge role="well" word={t("good")} />;
}

function NewDisplay({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(url: string): void }) {
  const t = useMessages(displayMessages);
  const cache = useQueryClient();
  const make = api.useMutation("post", "/api/v1/displays");
  const problem = asProblem(make.error);
  const create = async (name: string) => {
    const made = await make.mutateAsync({ body: { name } });
    await cache.invalidateQueries(LIST);
    onClose();
    onMade(made.url ?? "");
  };
  return (
    <Dialog open={open} onClose={onClose} title={t("create")}>
      <p className="quiet">{t("createText")}</p>
      <Form problem={problem} onSubmit={({ name = "" }) => create(name).catch(() => undefined)}>
        <TextField name="name" label={t("name")} hint={t("nameHint")} required maxLength={80} autoComplete="off" />
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={make.isPending}>
          {t("create")}
        </Button>
      </Form>
    </Dialog>
  );
}

export default function Displays() {
  const t = useMessages(displayMessages);
  const format = useFormat();
  const cache = useQueryClient();
  const list = useList("/api/v1/displays", { limit: 50, sort: "-created_at" });
  const revoke = api.useMutation("delete", "/api/v1/displays/{id}");
  const [making, setMaking] = useState(false);
  const [url, setUrl] = useState("");
  const [gone, setGone] = useState<Display>();
  const end = async () => {
    await revoke.mutateAsync({ params: { path: { id: gone?.id ?? "" } } });
    await cache.invalidateQueries(LIST);
    say(t("revokedSaid", { name: gone?.name ?? "" }));
  };
  const columns: Column<Display>[] = [
    { id: "name", header: t("name"), cell: ({ row }) => row.original.name },
    { id: "state", header: t("state"), cell: ({ row }) => <State item={row.original} /> },
    { id: "expires", header: t("expires"), cell: ({ row }) => format.date(row.original.expires_at ?? "") },
    { id: "made", header: t("made"), cell: ({ row }) => format.dateTime(row.original.created_at ?? "") },
    {
      id: "revoke",
      header: "",
      acts: true,
      cell: ({ row }) =>
        !row.original.revoked_at &&
        !hasExpired(row.original) && (
          <Button small kind="quiet" onClick={() => setGone(row.original)}>
            {t("revoke")}
          </Button>
        ),
    },
  ];
  return (
    <SettingsFrame
      part="displays"
      actions={
        <Button kind="primary" icon={MonitorUp} onClick={() => setMaking(true)}>
          {t("create")}
        </Button>
      }
    >
      <Card flush>
        <Loaded query={list} height={240}>
          {(rows) => (
            <DataTable
              label={t("displays")}
              name="displays"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              more={list.more}
              empty={
                <EmptyState icon={Tv} title={t("noneTitle")}>
                  {t("noneText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      <NewDisplay open={making} onClose={() => setMaking(false)} onMade={setUrl} />
      {url !== "" && (
        <Secret title={t("createdTitle")} text={t("createdText")} secret={url} copied={t("copied")} onClose={() => setUrl("")} />
      )}
      <Confirm
        open={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={t("revokeTitle", { name: gone?.name ?? "" })}
        action={t("revoke")}
        kind="danger"
        onConfirm={end}
      >
        {t("revokeText")}
      </Confirm>
    </SettingsFrame>
  );
}
