import { useQueryClient } from "@tanstack/react-query";
import { Download, Pause, Pencil, Play, Rocket, Upload } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api, once } from "~/api/client";
import { useMay } from "~/app/useMay";
import { useExport } from "~/exports/useExport";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button, buttonClass } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { say, useTellProblem } from "~/ui/Toasts";
import { type Campaign, type Progress, toCall } from "../status";
import { LaunchDialog } from "./LaunchDialog";
import { pageMessages } from "./messages";

/** Everything that a change of one campaign can show in. */
export function useChanged(): () => void {
  const cache = useQueryClient();
  return () => {
    for (const path of ["/api/v1/campaigns/{id}", "/api/v1/campaigns/{id}/progress", "/api/v1/campaigns/{id}/flight-plan", "/api/v1/campaigns", "/api/v1/account/stats"])
      void cache.invalidateQueries({ queryKey: ["get", path] });
  };
}

function useSteps(id: string) {
  const t = useMessages(pageMessages);
  const changed = useChanged();
  const onError = useTellProblem();
  const done = (text: string) => {
    changed();
    say(text);
  };
  const pause = api.useMutation("post", "/api/v1/campaigns/{id}/pause", {
    onSuccess: ({ in_course = 0 }) => done(in_course > 0 ? t("pausedInCourse", { n: in_course }) : t("paused")),
    onError,
  });
  const resume = api.useMutation("post", "/api/v1/campaigns/{id}/resume", { onSuccess: () => done(t("resumed")), onError });
  const cancel = api.useMutation("post", "/api/v1/campaigns/{id}/cancel", { onSuccess: () => done(t("cancelledSaid")) });
  const init = () => ({ params: { path: { id }, header: once() } });
  return {
    pause: { isPending: pause.isPending, run: () => pause.mutate(init()) },
    resume: { isPending: resume.isPending, run: () => resume.mutate(init()) },
    cancel: { run: () => cancel.mutateAsync(init()) },
  };
}

export function Controls({ campaign, progress }: { campaign: Campaign; progress: Progress | undefined }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const may = useMay();
  const id = campaign.id ?? "";
  const steps = useSteps(id);
  const results = useExport();
  const [asks, setAsks] = useState<"cancel" | "launch" | null>(null);
  const { status } = campaign;
  const left = progress ? toCall(progress) : 0;

  return (
    <>
      {may("read_people") && (progress?.calls ?? 0) > 0 && (
        <Button icon={Download} busy={results.isBusy} onClick={() => results.start({ campaign: id, format: "xlsx" })}>
          {results.isBusy && results.total > 0 ? t("exported", { part: format.percent(results.rows, results.total) }) : t(results.isBusy ? "exporting" : "export")}
        </Button>
      )}
      {may("import") && status !== "done" && status !== "cancelled" && (
        <Link className={buttonClass()} to={`/batches/new?campaign=${id}`}>
          <Upload aria-hidden size={16} />
          {t("addBatch")}
        </Link>
      )}
      {may("edit_campaigns") && status === "draft" && (
        <Link className={buttonClass()} to={`/campaigns/${id}/edit`}>
          <Pencil aria-hidden size={16} />
          {t("edit")}
        </Link>
      )}
      {may("run_campaigns") && (
        <>
          {(status === "running" || status === "paused") && (
            <Button kind="danger" onClick={() => setAsks("cancel")}>
              {t("cancel")}
            </Button>
          )}
          {status === "running" && (
            <Button icon={Pause} busy={steps.pause.isPending} onClick={steps.pause.run}>
              {t("pause")}
            </Button>
          )}
          {status === "paused" && (
            <Button kind="primary" icon={Play} busy={steps.resume.isPending} onClick={steps.resume.run}>
              {t("resume")}
            </Button>
          )}
          {status === "draft" && (
            <Button kind="primary" icon={Rocket} onClick={() => setAsks("launch")}>
              {t("launch")}
            </Button>
          )}
        </>
      )}
      <Confirm
        open={asks === "cancel"}
        onClose={() => setAsks(null)}
        title={t("cancelTitle")}
        action={t("cancelAction", { n: left })}
        kind="danger"
        onConfirm={steps.cancel.run}
      >
        <p>{t("cancelText")}</p>
      </Confirm>
      {asks === "launch" && <LaunchDialog id={id} onClose={() => setAsks(null)} />}
    </>
  );
}
