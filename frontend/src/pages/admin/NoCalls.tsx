import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { api, once, type Schemas, upload } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm, Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Card, PageHeader } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { say, useTellProblem } from "~/ui/Toasts";
import { noCallMessages } from "./noCallMessages";
import { Operators } from "./Operators";

type Entry = Schemas["platform_suppressions"];
const PATH = "/api/v1/admin/suppressions";

function AddPhone({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useMessages(noCallMessages);
  const cache = useQueryClient();
  const add = api.useMutation("post", PATH);
  const send = async (phone: string, note: string) => {
    await add.mutateAsync({ body: { phone, ...(note ? { note } : {}) }, params: { header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get", PATH] });
    say(t("added"));
    onClose();
  };
  return (
    <Dialog open={open} onClose={onClose} title={t("add")}>
      <p>{t("addText")}</p>
      <Form problem={asProblem(add.error)} onSubmit={({ phone = "", note = "" }) => void send(phone, note).catch(() => undefined)}>
        <TextField name="phone" label={t("phone")} required inputMode="tel" autoComplete="off" />
        <TextField name="note" label={t("note")} maxLength={200} autoComplete="off" />
        <FormProblem problem={asProblem(add.error)} />
        <Button type="submit" kind="primary" busy={add.isPending}>
          {t("add")}
        </Button>
      </Form>
    </Dialog>
  );
}

function ImportList() {
  const t = useMessages(noCallMessages);
  const cache = useQueryClient();
  const tell = useTellProblem();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) =>
      upload<Schemas["imported_suppressions"]>(
        `${PATH}/import?file_name=${encodeURIComponent(file.name)}`,
        file,
        () => undefined,
      ),
    onSuccess: async ({ rows = 0, added = 0, known = 0, rejected = 0 }) => {
      await cache.invalidateQueries({ queryKey: ["get", PATH] });
      say(t("imported", { rows, added, known, rejected }));
    },
    onError: tell,
  });
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".xlsx,.xls,.csv,.txt"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) send.mutate(file);
          event.currentTarget.value = "";
        }}
      />
      <Button icon={FileUp} busy={send.isPending} onClick={() => input.current?.click()}>
        {t("importList")}
      </Button>
    </>
  );
}

function useColumns(onTakeOff: (entry: Entry) => void): Column<Entry>[] {
  const t = useMessages(noCallMessages);
  const format = useFormat();
  return [
    { id: "phone", header: t("number"), cell: ({ row }) => row.original.phone },
    { id: "reason", header: t("reason"), cell: ({ row }) => t(`x_${row.original.reason ?? "requested"}`) },
    { id: "note", header: t("note"), cell: ({ row }) => row.original.note || "—" },
    { id: "since", header: t("since"), cell: ({ row }) => format.date(row.original.created_at ?? "") },
    { id: "expires", header: t("expires"), cell: ({ row }) => (row.original.expires_at ? format.date(row.original.expires_at) : "—") },
    {
      id: "off",
      header: "",
      cell: ({ row }) => (
        <Button small kind="quiet" onClick={() => onTakeOff(row.original)}>
          {t("takeOff")}
        </Button>
      ),
    },
  ];
}

function List() {
  const t = useMessages(noCallMessages);
  const cache = useQueryClient();
  const list = useList(PATH, { limit: 100 });
  const off = api.useMutation("delete", `${PATH}/{id}`);
  const [adding, setAdding] = useState(false);
  const [gone, setGone] = useState<Entry>();
  const columns = useColumns(setGone);
  const end = async () => {
    await off.mutateAsync({ params: { path: { id: gone?.id ?? "" } } } as never);
    await cache.invalidateQueries({ queryKey: ["get", PATH] });
    say(t("tookOff"));
  };
  const actions = (
    <>
      <ImportList />
      <a className={buttonClass()} href={`${PATH}/export`} download>
        {t("download")}
      </a>
      <Button kind="primary" icon={Ban} onClick={() => setAdding(true)}>
        {t("add")}
      </Button>
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} actions={actions}>
        {t("text")}
      </PageHeader>
      <Card flush>
        <Loaded query={list} height={240}>
          {(rows) => (
            <DataTable
              label={t("title")}
              name="no-calls"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              more={list.more}
              empty={
                <EmptyState icon={Ban} title={t("noneTitle")}>
                  {t("noneText")}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Card>
      <AddPhone open={adding} onClose={() => setAdding(false)} />
      <Confirm
        open={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={t("takeOffTitle", { phone: gone?.phone ?? "" })}
        action={t("takeOff")}
        kind="danger"
        onConfirm={end}
      >
        {t("takeOffText")}
      </Confirm>
    </>
  );
}

/** The installation's own do-not-call list. */
export default function NoCalls() {
  const t = useMessages(noCallMessages);
  return (
    <Operators title={t("title")}>
      <List />
    </Operators>
  );
}
