import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { appMessages } from "~/app/messages";

export default function Home() {
  const t = useMessages(appMessages);
  return <PageHeader title={t("home")} />;
}
