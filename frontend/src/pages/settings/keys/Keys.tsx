import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useList } from "~/api/list";
import { type Permission, permissionsOf } from "~/app/permissions";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { type Column, DataTable } from "~/ui/DataTable";
import { Confirm } from "~/ui/Dialog";
import { Card } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { say } from "~/ui/Toasts";
import { SettingsFrame } from "../Frame";
import { settingsMessages } from "../messages";
import { Secret } from "../Secret";
import styles from "../Settings.module.css";
import { keyMessages } from "./messages";
import { NewKey } from "./NewKey";
import { RotateKey } from "./RotateKey";

type Key = Schemas["api_keys"];
const isScope = (text: string): text is Permission => (permissionsOf.owner as readonly string[]).includes(text);

const isOver = ({ expires_at }: Key) => Boolean(expires_at && Date.parse(expires_at) < serverNow());

function State({ item }: { item: Key }) {
  const t = useMessages(keyMessages);
  if (item.revoked_at) return <StatusBadge role="failed" word={t("keyRevoked")} />;
  if (isOver(item)) return <StatusBadge role="waiting" word={t("keyExpired")} />;
  if (item.maker_left_at) return <StatusBadge role="failed" word={t("keyMakerLeft")} />;
  if (item.replaced_at) return <StatusBadge role="waiting" word={t("keyReplaced")} />;
  return <StatusBadge role="well" word={t("keyActive")} />;
}

function useColumns(onRotate: (key: Key) => void, onRevoke: (key: Key) => void): Column<Key>[] {
  const t = useMessages(settingsMessages);
  const k = useMessages(keyMessages);
  const format = useFormat();
  return [
    { id: "name", header: k("keyName"), cell: ({ row }) => row.original.name },
    { id: "hint", header: k("keyHint"), cell: ({ row }) => <code>{row.original.hint}</code> },
    { id: "state", header: k("keyState"), cell: ({ row }) => <State item={row.original} /> },
    {
      id: "scopes",
      header: t("scopes"),
      cell: ({ row: { original: key } }) =>
        key.scopes?.length ? format.list(key.scopes.map((scope) => (isScope(scope) ? t(`s_${scope}`) : scope))) : t("allScopes"),
    },
    {
      id: "used",
      header: k("lastUsed"),
      cell: ({ row }) => (row.original.last_used_at ? format.since(row.original.last_used_at) : k("never")),
    },
    {
      id: "expires",
      header: k("expires"),
      cell: ({ row: { original: key } }) => (key.expires_at ? format.date(key.expires_at) : k("neverExpires")),
    },
    {
      id: "acts",
      header: "",
      acts: true,
      cell: ({ row: { original: key } }) =>
        !key.revoked_at && (
          <>
            {!isOver(key) && !key.replaced_at && (
              <Button small kind="quiet" onClick={() => onRotate(key)}>
                {k("rotateKey")}
              </Button>
            )}
            <Button small kind="quiet" onClick={() => onRevoke(key)}>
              {t("revoke")}
            </Button>
          </>
        ),
    },
  ];
}

export default function Keys() {
  const t = useMessages(settingsMessages);
  const k = useMessages(keyMessages);
  const cache = useQueryClient();
  const list = useList("/api/v1/api-keys", { limit: 50, sort: "-created_at" });
  const revoke = api.useMutation("delete", "/api/v1/api-keys/{id}");
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState("");
  const [turning, setTurning] = useState<Key>();
  const [gone, setGone] = useState<Key>();
  const [leaving, setLeaving] = useState(false);
  const columns = useColumns(setTurning, setGone);
  const left = api.useMutation("post", "/api/v1/api-keys/revoke-left");
  const endLeft = async () => {
    await left.mutateAsync({} as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    say(k("keysRevokedSaid"));
  };
  const end = async () => {
    await revoke.mutateAsync({ params: { path: { id: gone?.id ?? "" } } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/api-keys"] });
    say(k("keyRevokedSaid"));
  };
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>
      {k("newKey")}
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
                  {k("keysLeft")}
                  <Button small kind="danger" busy={left.isPending} onClick={() => setLeaving(true)}>
                    {k("revokeLeft")}
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
                  <EmptyState icon={KeyRound} title={k("noKeysTitle")}>
                    {k("noKeysText")}
                  </EmptyState>
                }
              />
            </>
          )}
        </Loaded>
      </Card>
      <NewKey open={making} onClose={() => setMaking(false)} onMade={setSecret} />
      <RotateKey before={turning} onClose={() => setTurning(undefined)} onMade={setSecret} />
      {secret !== "" && (
        <Secret title={t("keyMade")} text={t("keyOnce")} secret={secret} copied={t("copied")} onClose={() => setSecret("")} />
      )}
      <Confirm
        open={gone !== undefined}
        onClose={() => setGone(undefined)}
        title={k("revokeKeyTitle", { name: gone?.name ?? "" })}
        action={k("revokeKey")}
        kind="danger"
        onConfirm={end}
      >
        {k("revokeKeyText")}
      </Confirm>
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={k("revokeLeftTitle")}
        action={k("revokeLeft")}
        kind="danger"
        onConfirm={endLeft}
      >
        {k("revokeLeftText")}
      </Confirm>
    </SettingsFrame>
  );
}
