import { useQueryClient } from "@tanstack/react-query";
import { ShieldOff } from "lucide-react";
import { useState } from "react";
import { api, type Schemas } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useSession } from "~/app/session";
import { useMessages } from "~/i18n/locale";
import { IconButton } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { ReasonForm } from "~/ui/ReasonForm";
import { StatusBadge } from "~/ui/StatusBadge";
import { say } from "~/ui/Toasts";
import { settingsMessages } from "./messages";
import styles from "./Settings.module.css";

type Member = Schemas["members"];

function ResetDialog({ member, name, onClose }: { member: Member; name: string; onClose(): void }) {
  const t = useMessages(settingsMessages);
  const cache = useQueryClient();
  const reset = api.useMutation("post", "/api/v1/users/{id}/second-factor-reset", {
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/users"] });
      say(t("resetDone", { name }));
      onClose();
    },
  });
  const problem = asProblem(reset.error);
  return (
    <Dialog open onClose={onClose} title={t("resetFactorTitle", { name })}>
      <p>{t("resetFactorText")}</p>
      <ReasonForm
        problem={problem}
        onSubmit={({ reason = "" }) => reset.mutate({ params: { path: { id: member.id ?? "" } }, body: { reason } })}
        hint={t("resetReasonHint")}
        action={t("resetAct")}
        kind="danger"
        busy={reset.isPending}
      />
    </Dialog>
  );
}

/** Whether somebody has one; an owner takes a lost one away, their own only where they gave the password. */
export function FactorCell({ member, name }: { member: Member; name: string }) {
  const t = useMessages(settingsMessages);
  const { role, signedIn } = useSession();
  const [open, setOpen] = useState(false);
  if (!member.second_factor) return <StatusBadge role="waiting" word={t("no")} />;
  return (
    <span className={styles["factor"]}>
      <StatusBadge role="well" word={t("yes")} />
      {role === "owner" && member.id !== signedIn.user?.id && (
        <IconButton label={t("resetFactor", { name })} icon={ShieldOff} onClick={() => setOpen(true)} />
      )}
      {open && <ResetDialog member={member} name={name} onClose={() => setOpen(false)} />}
    </span>
  );
}
