// What was said, what would happen, and the one button that calls people.

import { ArrowLeft, Check, Rocket, TriangleAlert, Upload } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useNavigate } from "react-router";
import { api, once } from "~/api/client";
import { useMay } from "~/app/useMay";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { useChanged } from "../page/Controls";
import { FlightPlan } from "../page/FlightPlan";
import { pageMessages } from "../page/messages";
import type { Campaign } from "../status";
import type { Draft } from "./draft";
import { stepMessages, titleKey } from "./messages";
import type { StepState } from "./StepList";
import styles from "./Steps.module.css";
import { isSound, type Step, steps } from "./steps";

interface Props {
  campaign: Campaign;
  draft: Draft;
  states: Record<Step, StepState>;
  summaries: Record<Step, string>;
  onGo(step: Step): void;
  onUpload(): void;
}

function Summary({ draft, states, summaries, onGo }: Omit<Props, "campaign" | "onUpload">) {
  const t = useMessages(stepMessages);
  return (
    <ul className={styles["summary"]} aria-label={t("summary")}>
      {steps.map((step) => {
        const isWrong = states[step] === "error" || !isSound(step, draft.values);
        return (
          <li key={step}>
            <span>{t(titleKey[step])}</span>
            <b data-wrong={isWrong || undefined}>
              {isWrong ? <TriangleAlert aria-hidden size={16} /> : <Check aria-hidden size={16} />}
              <span>
                {summaries[step] || t("missing")}
                {isWrong && summaries[step] !== "" && draft.isChanged(step) && ` · ${t("unsaved")}`}
              </span>
            </b>
            <Button small kind="quiet" aria-label={t("editStep", { step: t(titleKey[step]) })} onClick={() => onGo(step)}>
              {t("edit")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

interface LaunchProps extends Pick<Props, "campaign" | "draft" | "onGo" | "onUpload"> {
  /** Steps that keep it from being launched. */
  wrong: Step[];
  /** Between what would happen and the button that lets it happen. */
  children: ReactNode;
}

function Launch({ campaign, wrong, draft, onGo, onUpload, children }: LaunchProps) {
  const t = useMessages(stepMessages);
  const words = useMessages(pageMessages);
  const format = useFormat();
  const may = useMay();
  const navigate = useNavigate();
  const changed = useChanged();
  const [asks, setAsks] = useState(false);
  const id = campaign.id ?? "";
  const plan = api.useQuery("get", "/api/v1/campaigns/{id}/flight-plan", { params: { path: { id } } }, { staleTime: 0 });
  const launch = api.useMutation("post", "/api/v1/campaigns/{id}/launch");
  const run = async () => {
    await launch.mutateAsync({ params: { path: { id }, header: once() } });
    draft.forget();
    changed();
    say(words("launched"));
    void navigate(`/campaigns/${id}`);
  };
  const ready = wrong.length === 0 && plan.data && (plan.data.problems ?? []).length === 0 && (plan.data.callable ?? 0) > 0;
  const action = words("launchAction", { n: plan.data?.callable ?? 0, amount: format.amount(plan.data?.cost_maximum) });
  return (
    <>
      <Loaded query={plan} height={320}>
        {(data) => (
          <div className={styles["flight"]} aria-busy={plan.isFetching}>
            <FlightPlan plan={data} />
          </div>
        )}
      </Loaded>
      {children}
      {wrong.length > 0 && <Notice role="needs">{t("mend", { steps: format.list(wrong.map((step) => t(titleKey[step]))) })}</Notice>}
      <footer className={styles["end"]}>
        <Button icon={ArrowLeft} onClick={() => onGo("budget")}>
          {t("previous")}
        </Button>
        {may("import") && (
          <Button kind={plan.data?.callable === 0 ? "primary" : "secondary"} icon={Upload} onClick={onUpload}>
            {t(plan.data?.people === 0 ? "upload" : "uploadMore")}
          </Button>
        )}
        {ready && may("run_campaigns") && (
          <Button kind="primary" icon={Rocket} busy={plan.isFetching} onClick={() => setAsks(true)}>
            {action}
          </Button>
        )}
      </footer>
      <Confirm open={asks} onClose={() => setAsks(false)} title={t("launchTitle")} action={action} onConfirm={run}>
        <p>{t("launchText")}</p>
      </Confirm>
    </>
  );
}

export function Plan({ campaign, draft, states, summaries, onGo, onUpload }: Props) {
  const wrong = steps.filter((step) => states[step] === "error" || !isSound(step, draft.values));
  return (
    <div className={styles["form"]}>
      <Launch campaign={campaign} wrong={wrong} draft={draft} onGo={onGo} onUpload={onUpload}>
        <Summary draft={draft} states={states} summaries={summaries} onGo={onGo} />
      </Launch>
    </div>
  );
}
