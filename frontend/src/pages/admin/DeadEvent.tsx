import { useState } from "react";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Facts } from "~/ui/Facts";
import { ReasonForm } from "~/ui/ReasonForm";
import { say } from "~/ui/Toasts";
import { AccountLink } from "./account";
import { useActorTold } from "./actor";
import styles from "./Admin.module.css";
import { type Dead, useConsumerWord, useForgetLists, useReason, useWhat } from "./DeadEvents";
import { deadMessages } from "./deadMessages";

interface Props {
  dead: Dead;
  onClose(): void;
}

function FactsOf({ dead }: { dead: Dead }) {
  const t = useMessages(deadMessages);
  const format = useFormat();
  const word = useConsumerWord();
  const reason = useReason();
  const actor = useActorTold(dead.account ?? undefined);
  return (
    <Facts
      of={[
        [t("consumer"), word(dead)],
        [t("reason"), reason(dead)],
        [t("tries"), dead.tries ?? t("triesUnkept")],
        [t("happened"), dead.happened_at && format.dateTime(dead.happened_at)],
        [t("buried"), dead.buried_at && format.dateTime(dead.buried_at)],
        [t("account"), dead.account ? <AccountLink id={dead.account} /> : t("ofInstallation")],
        [t("campaign"), dead.campaign],
        [t("job"), dead.job],
        [t("tag"), dead.tag],
        [t("detail"), dead.detail],
        [t("actor"), dead.actor && actor(dead.actor)],
        [t("id"), dead.id],
      ]}
    />
  );
}

function Discard({ dead, onDone, onBack }: { dead: Dead; onDone(): void; onBack(): void }) {
  const t = useMessages(deadMessages);
  const discard = api.useMutation("post", "/api/v1/admin/dead-events/discard", { onSuccess: onDone });
  const problem = asProblem(discard.error);
  return (
    <ReasonForm
      problem={problem}
      onSubmit={({ reason = "" }) => discard.mutate({ body: { id: dead.id ?? "", reason } })}
      hint={t("reasonHint")}
      action={t("discardAction")}
      kind="danger"
      busy={discard.isPending}
      before={<Button onClick={onBack}>{t("back")}</Button>}
    >
      <p>{t("discardText")}</p>
    </ReasonForm>
  );
}

/** One that was set aside: what it is, why, and what a person can do about it. */
export function DeadEvent({ dead, onClose }: Props) {
  const t = useMessages(deadMessages);
  const forget = useForgetLists();
  const what = useWhat();
  const [discarding, setDiscarding] = useState(false);
  const isNotice = dead.consumer === "webhooks";
  const end = (text: string) => {
    say(text);
    forget();
    onClose();
  };
  const replay = api.useMutation("post", "/api/v1/admin/dead-events/replay", {
    onSuccess: () => end(t(isNotice ? "replayNoticeDone" : "replayDone")),
  });
  const problem = asProblem(replay.error);
  return (
    <Dialog
      open
      onClose={onClose}
      title={discarding ? t("discardTitle") : what(dead)}
      actions={
        !discarding && (
          <>
            <Button kind="danger" onClick={() => setDiscarding(true)}>
              {t("discard")}
            </Button>
            <Button kind="primary" busy={replay.isPending} onClick={() => replay.mutate({ body: { id: dead.id ?? "" } })}>
              {t("replay")}
            </Button>
          </>
        )
      }
    >
      {discarding ? (
        <Discard dead={dead} onDone={() => end(t("discardDone"))} onBack={() => setDiscarding(false)} />
      ) : (
        <div className={styles["form"]}>
          <FactsOf dead={dead} />
          {isNotice && <p className="quiet">{t("sealed")}</p>}
          <details>
            <summary>{t("payload")}</summary>
            <pre className={styles["payload"]} tabIndex={0}>
              {JSON.stringify(dead, null, 2)}
            </pre>
          </details>
          <p className="quiet">{t("replayText")}</p>
          <FormProblem problem={problem} />
        </div>
      )}
    </Dialog>
  );
}
