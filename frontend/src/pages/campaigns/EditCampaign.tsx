import { useNavigate, useParams } from "react-router";
import { api } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { CampaignForm } from "./form/CampaignForm";
import { formMessages } from "./form/messages";
import { useChanged } from "./page/Controls";

export default function EditCampaign() {
  const t = useMessages(formMessages);
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const changed = useChanged();
  const by = { params: { path: { id } } };
  const campaign = api.useQuery("get", "/api/v1/campaigns/{id}", by);
  const change = api.useMutation("patch", "/api/v1/campaigns/{id}", {
    onSuccess: () => {
      changed();
      say(t("saved"));
      void navigate(`/campaigns/${id}`);
    },
  });
  return (
    <Loaded query={campaign} height={560}>
      {(data) => (
        <>
          <PageHeader title={t("editTitle")} back={{ to: `/campaigns/${id}`, label: data.name }} />
          <CampaignForm
            campaign={data}
            problem={asProblem(change.error)}
            busy={change.isPending}
            action={t("save")}
            onSubmit={(body) =>
              // what somebody else changed meanwhile is not written over
              change.mutate({ params: { path: { id }, header: { "If-Match": `"${data.version ?? 0}"` } }, body })
            }
          />
        </>
      )}
    </Loaded>
  );
}
