// What will happen if I launch? The flight plan, asked of the server, before the one button that calls people.

import { Rocket } from "lucide-react";
import { api, once } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useFormat, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { useChanged } from "./Controls";
import { FlightPlan } from "./FlightPlan";
import { pageMessages } from "./messages";

export function LaunchDialog({ id, onClose }: { id: string; onClose(): void }) {
  const t = useMessages(pageMessages);
  const format = useFormat();
  const changed = useChanged();
  const plan = api.useQuery("get", "/api/v1/campaigns/{id}/flight-plan", { params: { path: { id } } }, { staleTime: 0 });
  const launch = api.useMutation("post", "/api/v1/campaigns/{id}/launch", {
    onSuccess: () => {
      changed();
      say(t("launched"));
      onClose();
    },
  });
  const ready = plan.data && (plan.data.problems ?? []).length === 0 && (plan.data.callable ?? 0) > 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("planTitle")}
      actions={
        ready && (
          <Button
            kind="primary"
            icon={Rocket}
            busy={launch.isPending}
            onClick={() => launch.mutate({ params: { path: { id }, header: once() } })}
          >
            {t("launchAction", { n: plan.data.callable ?? 0, amount: format.amount(plan.data.cost_maximum) })}
          </Button>
        )
      }
    >
      <Loaded query={plan} height={240}>
        {(data) => <FlightPlan plan={data} />}
      </Loaded>
      <FormProblem problem={asProblem(launch.error)} />
    </Dialog>
  );
}
