// What of ours do the customer's own programs hear?

import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Pencil, Plus, Trash2, Webhook } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, IconButton } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { Card, columns } from "~/ui/Layout";
import { Menu, MenuItem } from "~/ui/Menu";
import { Notice } from "~/ui/Notice";
import { EmptyState, Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { Switch } from "~/ui/Switch";
import { say, useTellProblem } from "~/ui/Toasts";
import { SettingsFrame } from "../Frame";
import { Secret } from "../Secret";
import { type Endpoint, EndpointForm, type Wanted } from "./EndpointForm";
import { webhookMessages } from "./messages";
import styles from "./Webhooks.module.css";

const LIST = { queryKey: ["get", "/api/v1/webhook-endpoints"] };
const isNow = ({ version }: Endpoint) => ({ "If-Match": `"${version ?? 0}"` });

type Doing = { what: "edit" | "renew" | "remove"; endpoint: Endpoint };

function useChange() {
  return api.useMutation("patch", "/api/v1/webhook-endpoints/{id}");
}

function Line({ endpoint, onDo }: { endpoint: Endpoint; onDo(doing: Doing): void }) {
  const t = useMessages(webhookMessages);
  const format = useFormat();
  const cache = useQueryClient();
  const tell = useTellProblem();
  const change = useChange();
  const url = endpoint.url ?? "";
  const events = endpoint.events ?? [];
  const turn = (on: boolean) =>
    void change
      .mutateAsync({ params: { path: { id: endpoint.id ?? "" }, header: isNow(endpoint) }, body: { disabled: !on } } as never)
      .then(() => say(t(on ? "turnedOn" : "turnedOff")), tell)
      .finally(() => cache.invalidateQueries(LIST));
  return (
    <li className={styles["endpoint"]} data-off={endpoint.disabled || undefined}>
      <div>
        <p className={styles["url"]}>{url}</p>
        <p className={styles["facts"]}>
          <StatusBadge role={endpoint.disabled ? "waiting" : "well"} word={t(endpoint.disabled ? "isOff" : "isOn")} />
          {endpoint.description && <span>{endpoint.description}</span>}
          <span title={events.join(", ")}>{events.length === 0 ? t("allShown") : t("someShown", { n: events.length })}</span>
          <code>{t("secret", { hint: endpoint.secret_hint ?? "" })}</code>
          <span>{t("since", { date: format.date(endpoint.created_at ?? "") })}</span>
        </p>
      </div>
      <Switch label={t("turn", { url })} on={!endpoint.disabled} disabled={change.isPending} onChange={turn} />
      <Menu trigger={<IconButton label={t("actions", { url })} icon={Ellipsis} />}>
        <MenuItem icon={Pencil} onSelect={() => onDo({ what: "edit", endpoint })}>
          {t("edit")}
        </MenuItem>
        <MenuItem icon={KeyRound} onSelect={() => onDo({ what: "renew", endpoint })}>
          {t("renew")}
        </MenuItem>
        <MenuItem icon={Trash2} danger onSelect={() => onDo({ what: "remove", endpoint })}>
          {t("remove")}
        </MenuItem>
      </Menu>
    </li>
  );
}

function New({ onClose, onSecret }: { onClose(): void; onSecret(secret: string): void }) {
  const t = useMessages(webhookMessages);
  const cache = useQueryClient();
  const make = api.useMutation("post", "/api/v1/webhook-endpoints", {
    onSuccess: (made: Schemas["created_webhook_endpoint"]) => {
      void cache.invalidateQueries(LIST);
      onClose();
      onSecret(made.secret ?? "");
    },
  });
  return (
    <EndpointForm
      title={t("create")}
      action={t("create")}
      busy={make.isPending}
      problem={asProblem(make.error)}
      onClose={onClose}
      onSave={(body: Wanted) => make.mutate({ body })}
    />
  );
}

function Edit({ endpoint, onClose }: { endpoint: Endpoint; onClose(): void }) {
  const t = useMessages(webhookMessages);
  const cache = useQueryClient();
  const change = useChange();
  const save = async (body: Wanted) => {
    await change.mutateAsync({ params: { path: { id: endpoint.id ?? "" }, header: isNow(endpoint) }, body } as never);
    await cache.invalidateQueries(LIST);
    onClose();
    say(t("saved"));
  };
  return (
    <EndpointForm
      title={t("editTitle")}
      action={t("save")}
      before={endpoint}
      busy={change.isPending}
      problem={asProblem(change.error)}
      onClose={onClose}
      onSave={(wanted) => void save(wanted).catch(() => undefined)}
    />
  );
}

export default function Webhooks() {
  const t = useMessages(webhookMessages);
  const cache = useQueryClient();
  const list = useList("/api/v1/webhook-endpoints", { limit: 50 });
  const renew = api.useMutation("post", "/api/v1/webhook-endpoints/{id}/renew-secret");
  const remove = api.useMutation("delete", "/api/v1/webhook-endpoints/{id}");
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState("");
  const [doing, setDoing] = useState<Doing>();
  const endpoint = list.data?.find(({ id }) => id === doing?.endpoint.id) ?? doing?.endpoint; // as it is now
  const url = endpoint?.url ?? "";
  const path = { id: endpoint?.id ?? "" };
  const refresh = () => cache.invalidateQueries(LIST);
  const doRenew = async () => {
    const made = await renew.mutateAsync({ params: { path } });
    await refresh();
    setSecret(made.secret ?? "");
  };
  const doRemove = async () => {
    await remove.mutateAsync({ params: { path } });
    await refresh();
    say(t("removed"));
  };
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>
      {t("create")}
    </Button>
  );
  return (
    <SettingsFrame part="webhooks" actions={create}>
      <div className={columns.column}>
        <Notice title={t("soonTitle")}>{t("soonText")}</Notice>
        <Card flush>
          <Loaded query={list} height={200}>
            {(rows) =>
              rows.length === 0 ? (
                <EmptyState icon={Webhook} title={t("noneTitle")}>
                  {t("noneText")}
                </EmptyState>
              ) : (
                <ul className={styles["list"]} aria-label={t("webhooks")}>
                  {rows.map((endpoint) => (
                    <Line key={endpoint.id} endpoint={endpoint} onDo={setDoing} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Card>
      </div>
      {making && <New onClose={() => setMaking(false)} onSecret={setSecret} />}
      {doing?.what === "edit" && endpoint && <Edit endpoint={endpoint} onClose={() => setDoing(undefined)} />}
      {secret !== "" && (
        <Secret title={t("secretTitle")} text={t("secretText")} secret={secret} copied={t("secretCopied")} onClose={() => setSecret("")} />
      )}
      <Confirm
        open={doing?.what === "renew"}
        onClose={() => setDoing(undefined)}
        title={t("renewTitle", { url })}
        action={t("renew")}
        kind="danger"
        onConfirm={doRenew}
      >
        {t("renewText")}
      </Confirm>
      <Confirm
        open={doing?.what === "remove"}
        onClose={() => setDoing(undefined)}
        title={t("removeTitle", { url })}
        action={t("remove")}
        kind="danger"
        onConfirm={doRemove}
      >
        {t("removeText")}
      </Confirm>
    </SettingsFrame>
  );
}
