import type { ReactNode } from "react";
import { useOperates } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { PageHeader } from "~/ui/Layout";
import { adminMessages } from "./messages";

/** What stands inside is for who operates the installation; the API refuses others all the same. */
export function Operators({ title, children }: { title: string; children: ReactNode }) {
  const t = useMessages(adminMessages);
  return useOperates() ? children : <PageHeader title={title}>{t("operatorsOnly")}</PageHeader>;
}
