import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, once } from "~/api/client";
import { asProblem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { CampaignForm } from "./form/CampaignForm";
import { formMessages } from "./form/messages";

export default function NewCampaign() {
  const t = useMessages(formMessages);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const create = api.useMutation("post", "/api/v1/campaigns", {
    onSuccess: (campaign) => {
      void cache.invalidateQueries({ queryKey: ["get", "/api/v1/campaigns"] });
      void navigate(`/batches/new?campaign=${campaign.id ?? ""}`);
    },
  });
  return (
    <>
      <PageHeader title={t("newTitle")} back={{ to: "/campaigns", label: t("back") }}>
        <p>{t("newText")}</p>
      </PageHeader>
      <CampaignForm
        campaign={null}
        problem={asProblem(create.error)}
        busy={create.isPending}
        action={t("create")}
        onSubmit={(body) => create.mutate({ params: { header: once() }, body })}
      />
    </>
  );
}
