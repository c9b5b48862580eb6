import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, FileDown, FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { api, once, type Schemas, upload } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useExport } from "~/exports/useExport";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm, Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { say, useTellProblem } from "~/ui/Toasts";
import { SettingsFrame } from "./Frame";
import { settingsMessages } from "./messages";

type Suppression = Schemas["suppressions"];

function AddPhone({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useMessages(settingsMessages);
  const cache = useQueryClient();
  const add = api.useMutation("post", "/api/v1/suppressions");
  const send = async (phone: string, note: string) => {
    await add.mutateAsync({ body: { phone, ...(note ? { note } : {}) }, params: { header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/suppressions"] });
    say(t("phoneAdded"));
    onClose();
  };
  return (
    <Dialog open={open} onClose={onClose} title={t("addPhone")}>
      <p className="quiet">{t("addPhoneText")}</p>
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

/** A sheet of phones: every phone of every row goes on the list. */
function ImportList() {
  const t = useMessages(settingsMessages);
  const cache = useQueryClient();
  const tell = useTellProblem();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) =>
      upload<Schemas["imported_suppressions"]>(
        `/api/v1/suppressions/import?file_name=${encodeURIComponent(file.name)}`,
        file,
        () => undefined,
      ),
    onSuccess: async ({ rows = 0, added = 0, rejected = 0 }) => {
      await cache.invalidateQueries({ queryKey: ["get", "/api/v1/suppressions"] });
      say(t("listImported", { rows, added, rejected }));
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

export default function Suppressions() {
  const t = useMessages(settingsMessages);
  const format = useFormat();
  const cache = useQueryClient();
  const list = useList("/api/v1/suppressions", { limit: 100, sort: "-created_at" });
  const off = api.useMutation("delete", "/api/v1/suppressions/{id}");
  const file = useExport();
  const [adding, setAdding] = useState(false);
  const [gone, setGone] = useState<Suppression>();
  const end = async () => {
    await off.mutateAsync({ params: { path: { id: gone?.id ?? "" } } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/suppressions"] });
    say(t("tookOff"));
  };
  const columns: Column<Suppression>[] = [
    { id: "phone", header: t("phone"), cell: ({ row }) => row.original.phone },
    { id: "reason", header: t("reason"), cell: ({ row }) => t(`x_${row.original.reason ?? "requested"}`) },
    { id: "note", header: t("note"), cell: ({ row }) => row.original.note || "—" },
    { id: "added", header: t("added"), cell: ({ row }) => format.date(row.original.created_at ?? "") },
    { id: "expires", header: t("expires"), cell: ({ row }) => (row.original.expires_at ? format.date(row.original.expires_at) : "—") },
    {
      id: "off",
      header: "",
      acts: true,
      cell: ({ row }) => (
        <Button small kind="quiet" onClick={() => setGone(row.original)}>
          {t("takeOff")}
        </Button>
      ),
    },
  ];
  return (
    <SettingsFrame
      part="suppressions"
      actions={
        <>
          <ImportList />
          <Button icon={FileDown} busy={file.isBusy} onClick={() => file.start({ kind: "suppressions", format: "xlsx" })}>
            {t("exportList")}
          </Button>
          <Button kind="primary" icon={Ban} onClick={() => setAdding(true)}>
            {t("addPhone")}
          </Button>
        </>
      }
    >
      <Card flush>
        <Loaded query={list} height={240}>
          {(rows) => (
            <DataTable
              label={t("suppressions")}
              name="suppressions"
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              more={list.more}
              empty={
                <EmptyState icon={Ban} title={t("noSuppressionsTitle")}>
                  {t("noSuppressionsText")}
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
    </SettingsFrame>
  );
}
