// What OpenCampaign.tsx loads when somebody opens it.

import { useFormat, useMessages } from "~/i18n/locale";
import { SearchCombobox, useSearch } from "~/ui/SearchCombobox";
import { choiceMessages } from "./messages";
import type { OpenCampaignProps } from "./OpenCampaign";
import { useOpenCampaigns } from "./useOpenCampaigns";

export function OpenCampaignList({ label, chosen, onChange }: OpenCampaignProps) {
  const t = useMessages(choiceMessages);
  const format = useFormat();
  const search = useSearch();
  const open = useOpenCampaigns(search.part);
  const choices = open.data?.map(({ id, name, status, created_at }) => ({
    id: id ?? "",
    label: name ?? "",
    hint: status && created_at && status !== "done" && status !== "cancelled" ? t(status, { day: format.date(created_at) }) : undefined,
  }));
  return (
    <SearchCombobox
      label={label}
      search={search}
      choices={choices}
      hasMore={open.hasMore}
      chosen={chosen && { id: chosen.id, label: chosen.name }}
      placeholder={t("choose")}
      onChange={({ id, label: name }) => onChange({ id, name })}
    />
  );
}
