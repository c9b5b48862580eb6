import { useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "~/api/client";
import { serverNow } from "~/api/clock";
import { useList } from "~/api/list";
import { useSession } from "~/app/session";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { Card } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { StatusBadge } from "~/ui/StatusBadge";
import { say, useTellProblem } from "~/ui/Toasts";
import { deviceOf } from "./agent";
import { securityMessages } from "./messages";
import styles from "./Security.module.css";

type Session = Schemas["sessions"];

function useDeviceName(): (session: Session) => string {
  const t = useMessages(securityMessages);
  return ({ agent }) => {
    const { browser, system } = deviceOf(agent ?? "");
    if (browser && system) return t("device", { browser, system });
    return browser ?? system ?? t("unknownDevice");
  };
}

function Line({ session, own, busy, onEnd }: { session: Session; own: boolean; busy: boolean; onEnd(): void }) {
  const t = useMessages(securityMessages);
  const format = useFormat();
  const device = useDeviceName()(session);
  const Icon = deviceOf(session.agent ?? "").handheld ? Smartphone : Monitor;
  const since = (iso: string | undefined) => format.since(iso ?? "", serverNow());
  return (
    <li className={styles["session"]} data-session={session.id}>
      <span className={styles["emblem"]}>
        <Icon aria-hidden size={20} />
      </span>
      <div>
        <p className={styles["deviceName"]} title={session.agent ?? ""}>
          {device}
          {own && <StatusBadge role="course" word={t("thisOne")} />}
        </p>
        <p className={styles["where"]}>{t("from", { address: session.address ?? "—", since: since(session.signed_in_at) })}</p>
        {!own && <p className={styles["where"]}>{t("seen", { since: since(session.seen_at) })}</p>}
      </div>
      {!own && (
        <Button small busy={busy} aria-label={t("endOne", { device })} onClick={onEnd}>
          {t("end")}
        </Button>
      )}
    </li>
  );
}

export function Sessions() {
  const t = useMessages(securityMessages);
  const cache = useQueryClient();
  const { signedIn } = useSession();
  const list = useList("/api/v1/sessions");
  const end = api.useMutation("delete", "/api/v1/sessions/{id}", { onError: useTellProblem() });
  const [asking, setAsking] = useState(false);
  const own = signedIn.session?.id;
  const sessions = [...(list.data ?? [])].sort((a, b) => (a.id === own ? -1 : b.id === own ? 1 : (b.seen_at ?? "").localeCompare(a.seen_at ?? "")));
  const others = sessions.filter(({ id }) => id !== own);
  const refresh = () => cache.invalidateQueries({ queryKey: ["get", "/api/v1/sessions"] });
  const close = (id: string) => end.mutateAsync({ params: { path: { id } } });
  const closeOne = (id: string) =>
    void close(id)
      .then(() => say(t("ended")))
      .catch(() => undefined)
      .finally(refresh);
  const closeOthers = async () => {
    await Promise.all(others.map(({ id }) => close(id ?? ""))).finally(refresh);
    say(t("othersEnded"));
  };
  return (
    <Card
      title={t("sessionsTitle")}
      aside={
        others.length > 0 && (
          <Button small onClick={() => setAsking(true)}>
            {t("endOthers", { n: others.length })}
          </Button>
        )
      }
    >
      <p className={styles["lead"]}>{t("sessionsText")}</p>
      <Loaded query={list} height={144}>
        {() => (
          <ul className={styles["sessions"]}>
            {sessions.map((session) => (
              <Line
                key={session.id}
                session={session}
                own={session.id === own}
                busy={end.isPending && end.variables?.params.path.id === session.id}
                onEnd={() => closeOne(session.id ?? "")}
              />
            ))}
          </ul>
        )}
      </Loaded>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t("endOthersTitle", { n: others.length })}
        action={t("endOthers", { n: others.length })}
        kind="danger"
        onConfirm={closeOthers}
      >
        {t("endOthersText")}
      </Confirm>
    </Card>
  );
}
