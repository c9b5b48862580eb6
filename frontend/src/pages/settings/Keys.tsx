import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { api, once, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { type Permission, permissionsOf } from "~/app/permissions";
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
import { SettingsFrame } from "./Frame";
import { settingsMessages } from "./messages";
import { Secret } from "./Secret";
import styles from "./Settings.module.css";

type Key = Schemas["api_keys"];
const scopes = permissionsOf.owner;
const isScope = (text: string): text is Permission => (scopes as readonly string[]).includes(text);

function State({ item }: { item: Key }) {
  const t = useMessages(settingsMessages);
  if (item.revoked_at) return <StatusBadge role="failed" word={t("keyRevoked")} />;
  if (item.expires_at && Date.parse(item.expires_at) < serverNow()) return <StatusBadge role="waiting" word={t("keyExpired")} />;
  if (item.maker_left_at) return <StatusBadge role="failed" word={t("keyMakerLeft")} />;
  return <StatusBadge role="well" word={t("keyActive")} />;
}

function NewKey({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(secret: string): void }) {
  const t = useMessages(settingsMessages);
  const cache = useQueryClient();
  const [chosen, setChosen] = useState<readonly Permission[]>(["read"]);
  const make = api.useMutation("post", "/api/v1/api-keys");
  const create = async (name: string) => {
    const made = await make.mutateAsync({ body: { name, scopes: [...chosen] }, params: { header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    onClose();
    onMade((made as Schemas["created_api_key"]).secret ?? "");
  };
  return (
    <Dialog open={open} onClose={onClose} title={t("newKey")}>
      <Form problem={asProblem(make.error)} onSubmit={({ name = "" }) => void create(name).catch(() => undefined)}>
        <TextField name="name" label={t("keyName")} required maxLength={120} autoComplete="off" />
        <fieldset className={styles["scopes"]}>
          <legend>{t("scopes")}</legend>
          {scopes.map((scope) => (
            <label key={scope} className={styles["scope"]}>
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={(event) =>
                  setChosen(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                }
              />
              {t(`s_${scope}`)}
            </label>
          ))}
        </fieldset>
        <FormProblem problem={asProblem(make.error)} />
        <Button type="submit" kind="primary" busy={make.isPending} disabled={chosen.length === 0}>
          {t("newKey")}
        </Button>
      </Form>
    </Dialog>
  );
}

function useColumns(onRevoke: (key: Key) => void): Column<Key>[] {
  const t = useMessages(settingsMessages);
  const format = useFormat();
  return [
    { id: "name", header: t("keyName"), cell: ({ row }) => row.original.name },
    { id: "hint", header: t("keyHint"), cell: ({ row }) => <code>{row.original.hint}</code> },
    { id: "state", header: t("keyState"), cell: ({ row }) => <State item={row.original} /> },
    {
      id: "scopes",
      header: t("scopes"),
      cell: ({ row: { original: key } }) =>
        key.scopes?.length ? format.list(key.scopes.map((scope) => (isScope(scope) ? t(`s_${scope}`) : scope))) : t("allScopes"),
    },
    {
      id: "used",
      header: t("lastUsed"),
      cell: ({ row }) => (row.original.last_used_at ? format.since(row.original.last_used_at) : t("never")),
    },
    {
      id: "revoke",
      header: "",
      acts: true,
      cell: ({ row }) =>
        !row.original.revoked_at && (
          <Button small kind="quiet" onClick={() => onRevoke(row.original)}>
            {t("revokeKey")}
          </Button>
        ),
    },
  ];
}

export default function Keys() {
  const t = useMessages(settingsMessages);
  const cache = useQueryClient();
  const list = useList("/api/v1/api-keys", { limit: 50, sort: "-created_at" });
  const revoke = api.useMutation("delete", "/api/v1/api-keys/{id}");
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState("");
  const [gone, setGone] = useState<Key>();
  const [leaving, setLeaving] = useState(false);
  const columns = useColumns(setGone);
  const left = api.useMutation("post", "/api/v1/api-keys/revoke-left");
  const endLeft = async () => {
    await left.mutateAsync({} as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    say(t("keysRevokedSaid"));
  };
  const end = async () => {
    await revoke.mutateAsync({ params: { path: { id: gone?.id ?? "" } } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    say(t("keyRevokedSaid"));
  };
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>
      {t("newKey")}
    </Button>
  );
  return (
    <SettingsFrame part="keys" actions={create}>
      <Card flush>
        <Loaded query={list} height={240}>
          {(rows) => (
            <>
              {rows.some((row) => row.maker_left_at && !row.revoked_at) && (
                <p className={styles["left"]} role="status">
                  {t("keysLeft")}
                  <Button small kind="danger" busy={left.isPending} onClick={() => setLeaving(true)}>
                    {t("revokeLeft")}
                  </Button>
                </p>
              )}
              <DataTable
                label={t("keys")}
                name="keys"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.id ?? ""}
                more={list.more}
                empty={
                  <EmptyState icon={KeyRound} title={t("noKeysTitle")}>
                    {t("noKeysText")}
                  </EmptyState>
                }
              />
            </>
          )}
        </Loaded>
      </Card>
      <NewKey open={making} onClose={() => setMaking(false)} onMade={setSecret} />
      {secret !== "" && (
        <Secret title={t("keyMade")} text={t("keyOnce")} secret={secret} copied={t("copied")} onClose={() => setSecret("")} />
      )}
      <Confirm
        open={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={t("revokeKeyTitle", { name: gone?.name ?? "" })}
        action={t("revokeKey")}
        kind="danger"
        onConfirm={end}
      >
        {t("revokeKeyText")}
      </Confirm>
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t("revokeLeftTitle")}
        action={t("revokeLeft")}
        kind="danger"
        onConfirm={endLeft}
      >
        {t("revokeLeftText")}
      </Confirm>
    </SettingsFrame>
  );
}
