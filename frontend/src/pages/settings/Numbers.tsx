import { useQueryClient } from "@tanstack/react-query";
import { Phone, Plus } from "lucide-react";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm, Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { SettingsFrame } from "./Frame";
import { numberMessages } from "./numberMessages";

type OwnNumber = Schemas["numbers"];
const LIST = { queryKey: ["get", "/api/v1/numbers"] };

function AddNumber({ onClose }: { onClose(): void }) {
  const t = useMessages(numberMessages);
  const cache = useQueryClient();
  const add = api.useMutation("post", "/api/v1/numbers");
  const problem = asProblem(add.error);
  const send = async (e164: string, label: string) => {
    await add.mutateAsync({ body: { e164, ...(label ? { label } : {}) }, params: { header: once() } } as never);
    await cache.invalidateQueries(LIST);
    say(t("addedSaid", { number: e164 }));
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t("add")}>
      <p className="quiet">{t("addText")}</p>
      <Form problem={problem} onSubmit={({ e164 = "", label = "" }) => send(e164.replace(/[\s()-]/g, ""), label).catch(() => undefined)}>
        <TextField name="e164" label={t("number")} hint={t("numberHint")} required inputMode="tel" autoComplete="off" />
        <TextField name="label" label={t("label")} hint={t("labelHint")} maxLength={80} autoComplete="off" />
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={add.isPending}>
          {t("add")}
        </Button>
      </Form>
    </Dialog>
  );
}

function Relabel({ number, onClose }: { number: OwnNumber; onClose(): void }) {
  const t = useMessages(numberMessages);
  const cache = useQueryClient();
  const change = api.useMutation("patch", "/api/v1/numbers/{id}");
  const problem = asProblem(change.error);
  const send = async (label: string) => {
    const header = { "If-Match": `"${number.version ?? 0}"` };
    await change.mutateAsync({ body: { label }, params: { path: { id: number.id ?? "" }, header } } as never);
    await cache.invalidateQueries(LIST);
    say(t("changed"));
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t("changeTitle", { number: number.e164 })}>
      <Form problem={problem} onSubmit={({ label = "" }) => send(label).catch(() => undefined)}>
        <TextField name="label" label={t("label")} hint={t("labelHint")} maxLength={80} defaultValue={number.label ?? ""} autoComplete="off" />
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={change.isPending}>
          {t("save")}
        </Button>
      </Form>
    </Dialog>
  );
}

function useColumns(onChange: (number: OwnNumber) => void, onRemove: (number: OwnNumber) => void): Column<OwnNumber>[] {
  const t = useMessages(numberMessages);
  const format = useFormat();
  const may = useMay();
  const shown: Column<OwnNumber>[] = [
    { id: "number", header: t("number"), cell: ({ row }) => row.original.e164 },
    { id: "label", header: t("label"), cell: ({ row }) => row.original.label || "—" },
    { id: "added", header: t("added"), cell: ({ row }) => format.date(row.original.created_at ?? "") },
  ];
  if (!may("manage_account")) return shown;
  return [
    ...shown,
    {
      id: "acts",
      header: "",
      acts: true,
      cell: ({ row }) => (
        <>
          <Button small kind="quiet" onClick={() => onChange(row.original)}>
            {t("change")}
          </Button>
          <Button small kind="quiet" onClick={() => onRemove(row.original)}>
            {t("remove")}
          </Button>
        </>
      ),
    },
  ];
}

export default function Numbers() {
  const t = useMessages(numberMessages);
  const cache = useQueryClient();
  const may = useMay();
  const list = useList("/api/v1/numbers", { limit: 50 });
  const remove = api.useMutation("delete", "/api/v1/numbers/{id}");
  const [adding, setAdding] = useState(false);
  const [changed, setChanged] = useState<OwnNumber>();
  const [gone, setGone] = useState<OwnNumber>();
  const columns = useColumns(setChanged, setGone);
  const end = async () => {
    await remove.mutateAsync({ params: { path: { id: gone?.id ?? "" } } });
    await cache.invalidateQueries(LIST);
    say(t("removed", { number: gone?.e164 ?? "" }));
  };
  const add = may("manage_account") && (
    <Button kind="primary" icon={Plus} onClick={() => setAdding(true)}>
      {t("add")}
    </Button>
  );
  return (
    <SettingsFrame part="numbers" actions={add}>
      <Card flush>
        <Loaded query={list} height={240}>
          {(rows) => (
            <DataTable
              label={t("numbers")}
              name="numbers"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              more={list.more}
              empty={
                <EmptyState icon={Phone} title={t("noneTitle")}>
                  {t("noneText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      {adding && <AddNumber onClose={() => setAdding(false)} />}
      {changed && <Relabel number={{ ...changed, ...list.data?.find(({ id }) => id === changed.id) }} onClose={() => setChanged(undefined)} />}
      <Confirm
        open={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={t("removeTitle", { number: gone?.e164 ?? "" })}
        action={t("remove")}
        kind="danger"
        onConfirm={end}
      >
        {t("removeText")}
      </Confirm>
    </SettingsFrame>
  );
}
