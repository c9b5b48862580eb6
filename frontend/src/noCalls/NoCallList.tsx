// A do-not-call list: an account's own, and the one that holds for all accounts. They differ in their address and in what
// being on them means.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, FileUp } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { api, once, type Schemas, upload } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import type { Messages } from "~/i18n/messages";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm, Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Form, TextField } from "~/ui/Field";
import { Card } from "~/ui/Layout";
import { SearchField } from "~/ui/SearchField";
import { SHEET_ENDINGS } from "~/ui/sheets";
import { EmptyState, Loaded } from "~/ui/States";
import { say, useTellProblem } from "~/ui/Toasts";
import styles from "./NoCallList.module.css";
import { noCallMessages } from "./messages";

type Entry = Schemas["suppressions"];
const OWN = "/api/v1/suppressions";

/** What is said of one list: its page's catalogue. */
type NoCallTexts = Messages<Readonly<Record<"title" | "phone" | "addText" | "added" | "takeOffText" | "tookOff" | "noneText", string>>>;

interface Props {
  path: typeof OWN | "/api/v1/admin/suppressions";
  /** Of the table. */
  name: string;
  texts: NoCallTexts;
  /** The button that saves it as a file. */
  download: ReactNode;
  /** The page, around what can be done and the list. */
  children(actions: ReactNode, list: ReactNode): ReactNode;
}
/** The lists speak alike: what is said of the account's own is said of the other. */
type Of = { path: typeof OWN; texts: NoCallTexts };

function useRefresh(path: string) {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: ["get", path] });
}

function AddPhone({ path, texts, open, onClose }: Of & { open: boolean; onClose(): void }) {
  const t = useMessages(noCallMessages);
  const words = useMessages(texts);
  const refresh = useRefresh(path);
  const add = api.useMutation("post", path);
  const send = async (phone: string, note: string) => {
    await add.mutateAsync({ body: { phone, ...(note ? { note } : {}) }, params: { header: once() } } as never);
    await refresh();
    say(words("added"));
    onClose();
  };
  return (
    <Dialog open={open} onClose={onClose} title={t("addPhone")}>
      <p className="quiet">{words("addText")}</p>
      <Form problem={asProblem(add.error)} onSubmit={({ phone = "", note = "" }) => send(phone, note).catch(() => undefined)}>
        <TextField name="phone" label={words("phone")} required inputMode="tel" autoComplete="off" />
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
function ImportList({ path }: { path: string }) {
  const t = useMessages(noCallMessages);
  const refresh = useRefresh(path);
  const tell = useTellProblem();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) =>
      upload<Schemas["imported_suppressions"]>(`${path}/import?file_name=${encodeURIComponent(file.name)}`, file, () => undefined),
    onSuccess: async ({ rows = 0, added = 0, known = 0, rejected = 0 }) => {
      await refresh();
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
        accept={SHEET_ENDINGS.join(",")}
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
    { id: "phone", header: t("phone"), cell: ({ row }) => row.original.phone },
    { id: "reason", header: t("reason"), cell: ({ row }) => t(`x_${row.original.reason}`) },
    { id: "note", header: t("note"), cell: ({ row }) => row.original.note || "—" },
    { id: "since", header: t("since"), cell: ({ row }) => format.date(row.original.created_at ?? "") },
    { id: "expires", header: t("expires"), cell: ({ row }) => (row.original.expires_at ? format.date(row.original.expires_at) : "—") },
    {
      id: "off",
      header: "",
      acts: true,
      cell: ({ row }) => (
        <Button small kind="quiet" onClick={() => onTakeOff(row.original)}>
          {t("takeOff")}
        </Button>
      ),
    },
  ];
}

function TakeOff({ path, texts, gone, onClose }: Of & { gone: Entry | undefined; onClose(): void }) {
  const t = useMessages(noCallMessages);
  const words = useMessages(texts);
  const refresh = useRefresh(path);
  const off = api.useMutation("delete", `${path}/{id}`);
  const end = async () => {
    await off.mutateAsync({ params: { path: { id: gone?.id ?? "" } } } as never);
    await refresh();
    say(words("tookOff"));
  };
  return (
    <Confirm
      open={gone !== undefined}
      onClose={onClose}
      title={t("takeOffTitle", { phone: gone?.phone ?? "" })}
      action={t("takeOff")}
      kind="danger"
      onConfirm={end}
    >
      {words("takeOffText")}
    </Confirm>
  );
}

/** A long list is looked through part by part. */
function Searching() {
  const t = useMessages(noCallMessages);
  return (
    <p role="status" className={styles["searching"]}>
      {t("searching")}
    </p>
  );
}

function NotListed({ phone }: { phone: string }) {
  const t = useMessages(noCallMessages);
  return (
    <EmptyState icon={Ban} title={t("notListedTitle", { phone })}>
      {t("notListedText")}
    </EmptyState>
  );
}

export function NoCallList({ path, name, texts, download, children }: Props) {
  const t = useMessages(noCallMessages);
  const words = useMessages(texts);
  const of: Of = { path: path as typeof OWN, texts };
  const [search] = useSearchParams();
  const said = search.get("phone") ?? "";
  const phone = /\d/.test(said) ? said : "";
  const list = useList(of.path, { limit: 100, sort: "-created_at", ...(phone ? { phone } : {}) });
  const [adding, setAdding] = useState(false);
  const [gone, setGone] = useState<Entry>();
  const columns = useColumns(setGone);
  const actions = (
    <>
      <ImportList path={path} />
      {download}
      <Button kind="primary" icon={Ban} onClick={() => setAdding(true)}>
        {t("addPhone")}
      </Button>
    </>
  );
  return children(
    actions,
    <>
      <Card flush>
        <Loaded query={list} height={240}>
          {(rows) => (
            <DataTable
              label={words("title")}
              name={name}
              columns={columns}
              rows={rows}
              rowKey={(row) => row.id ?? ""}
              more={list.more}
              toolbar={<SearchField name="phone" label={t("searchPhone")} inputMode="tel" error={said && !phone ? t("searchDigits") : undefined} />}
              empty={
                list.more.has ? (
                  <Searching />
                ) : phone ? (
                  <NotListed phone={phone} />
                ) : (
                  <EmptyState icon={Ban} title={t("noneTitle")}>
                    {words("noneText")}
                  </EmptyState>
                )
              }
            />
          )}
        </Loaded>
      </Card>
      <AddPhone {...of} open={adding} onClose={() => setAdding(false)} />
      <TakeOff {...of} gone={gone} onClose={() => setGone(undefined)} />
    </>,
  );
}
