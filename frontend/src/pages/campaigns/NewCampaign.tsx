import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { CampaignSteps } from "./steps/CampaignSteps";
import { stepMessages } from "./steps/messages";

export default function NewCampaign() {
  const t = useMessages(stepMessages);
  return (
    <>
      <PageHeader title={t("newTitle")} back={{ to: "/campaigns", label: t("back") }}>
        <p>{t("newText")}</p>
      </PageHeader>
      <CampaignSteps campaign={null} />
    </>
  );
}
