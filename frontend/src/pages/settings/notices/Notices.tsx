// Who hears of what, and what was told lately?

import { useQueryClient } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import { Link } from "react-router";
import { api, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useList } from "~/api/list";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Card, columns } from "~/ui/Layout";
import { EmptyState, Loaded } from "~/ui/States";
import { Switch } from "~/ui/Switch";
import { say, useTellProblem } from "~/ui/Toasts";
import { SettingsFrame } from "../Frame";
import { type Kind, kinds, turned } from "./kinds";
import { noticeMessages } from "./messages";
import styles from "./Notices.module.css";

type Settings = Schemas["notification_settings"];
const SETTINGS = ["get", "/api/v1/notification-settings"];
const LIST = { queryKey: ["get", "/api/v1/notifications"] };

function Row({ kind, settings, busy, onTurn }: { kind: Kind; settings: Settings; busy: boolean; onTurn(on: boolean): void }) {
  const t = useMessages(noticeMessages);
  const may = useMay();
  const canBeMailed = (settings.mailable ?? []).includes(kind);
  return (
    <tr>
      <th scope="row">
        {t(`n_${kind}`)}
        <small>{t(`h_${kind}`)}</small>
      </th>
      <td className={styles["quiet"]}>{t("always")}</td>
      <td>
        {canBeMailed ? (
          <Switch
            label={t("turn", { what: t(`n_${kind}`) })}
            on={(settings.mailed ?? []).includes(kind)}
            disabled={busy || !may("manage_account")}
            onChange={onTurn}
          />
        ) : (
          <span className={styles["quiet"]}>—</span>
        )}
      </td>
    </tr>
  );
}

function Mails() {
  const t = useMessages(noticeMessages);
  const cache = useQueryClient();
  const tell = useTellProblem();
  const settings = api.useQuery("get", "/api/v1/notification-settings");
  const change = api.useMutation("patch", "/api/v1/notification-settings", { onError: tell });
  const turn = (now: Settings, kind: Kind, on: boolean) =>
    void change
      .mutateAsync({
        body: { mailed: turned(now.mailed ?? [], kind, on) },
        params: { header: { "If-Match": `"${now.version ?? 0}"` } },
      } as never)
      .then(() => say(t(on ? "on" : "off")))
      .catch(() => undefined)
      .finally(() => cache.invalidateQueries({ queryKey: SETTINGS }));
  return (
    <Card>
      <p className={styles["lead"]}>{t("text")}</p>
      <Loaded query={settings} height={360}>
        {(now) => (
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">{t("what")}</th>
                <th scope="col">{t("inList")}</th>
                <th scope="col">{t("byMail")}</th>
              </tr>
            </thead>
            <tbody>
              {kinds.map((kind) => (
                <Row key={kind} kind={kind} settings={now} busy={change.isPending} onTurn={(on) => turn(now, kind, on)} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      <p className={styles["note"]}>{t("lowAt")}</p>
    </Card>
  );
}

function Line({ notice }: { notice: Schemas["notifications"] }) {
  const t = useMessages(noticeMessages);
  const format = useFormat();
  return (
    <li className={styles["notice"]} data-unread={notice.unread || undefined}>
      <span className={styles["dot"]}>{notice.unread && <span className="unseen">{t("unread")}</span>}</span>
      <div>
        <b>{notice.title}</b>
        <p>
          {notice.text}{" "}
          {notice.campaign && <Link to={`/campaigns/${notice.campaign}`}>{t("see")}</Link>}
          {!notice.campaign && notice.batch && <Link to={`/batches/${notice.batch}`}>{t("seeBatch")}</Link>}
        </p>
      </div>
      <time dateTime={notice.created_at ?? ""} title={format.dateTime(notice.created_at ?? "")}>
        {format.since(notice.created_at ?? "", serverNow())}
      </time>
    </li>
  );
}

function Latest() {
  const t = useMessages(noticeMessages);
  const cache = useQueryClient();
  const list = useList("/api/v1/notifications", { limit: 20, sort: "-created_at" });
  const readAll = api.useMutation("post", "/api/v1/notifications/read", {
    onSuccess: () => void cache.invalidateQueries(LIST),
    onError: useTellProblem(),
  });
  const anyUnread = (list.data ?? []).some(({ unread }) => unread);
  return (
    <Card
      flush
      title={t("listTitle")}
      aside={
        anyUnread && (
          <Button small kind="quiet" busy={readAll.isPending} onClick={() => readAll.mutate({})}>
            {t("readAll")}
          </Button>
        )
      }
    >
      <Loaded query={list} height={200}>
        {(notices) =>
          notices.length === 0 ? (
            <EmptyState icon={Bell} title={t("none")}>
              {t("noneText")}
            </EmptyState>
          ) : (
            <ul className={styles["list"]}>
              {notices.map((notice) => (
                <Line key={notice.id} notice={notice} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

export default function Notices() {
  return (
    <SettingsFrame part="notifications">
      <div className={columns.stack}>
        <Mails />
        <Latest />
      </div>
    </SettingsFrame>
  );
}
