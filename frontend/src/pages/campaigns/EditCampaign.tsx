import { Navigate, useParams } from "react-router";
import { api } from "~/api/client";
import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { Loaded } from "~/ui/States";
import { CampaignBadge } from "./status";
import { CampaignSteps } from "./steps/CampaignSteps";
import { stepMessages } from "./steps/messages";

export default function EditCampaign() {
  const t = useMessages(stepMessages);
  const { id = "" } = useParams();
  const campaign = api.useQuery("get", "/api/v1/campaigns/{id}", { params: { path: { id } } });
  return (
    <Loaded query={campaign} height={560}>
      {(data) =>
        data.status === "draft" ? (
          <>
            <PageHeader title={data.name} badge={<CampaignBadge status={data.status} />} back={{ to: `/campaigns/${id}`, label: t("toCampaign") }}>
              <p>{t("draftText")}</p>
            </PageHeader>
            <CampaignSteps key={id} campaign={data} />
          </>
        ) : (
          <Navigate to={`/campaigns/${id}`} replace />
        )
      }
    </Loaded>
  );
}
