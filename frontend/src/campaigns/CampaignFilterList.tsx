// What CampaignFilter.tsx loads when somebody opens it.

import { useList } from "~/api/list";
import { useMessages } from "~/i18n/locale";
import { SearchCombobox, type Choice, useSearch } from "~/ui/SearchCombobox";
import type { CampaignFilterProps } from "./CampaignFilter";
import { choiceMessages } from "./messages";
import { SHOWN } from "./useOpenCampaigns";

export function CampaignFilterList({ value, name, onChange }: CampaignFilterProps & { name: string | undefined }) {
  const t = useMessages(choiceMessages);
  const search = useSearch();
  const { part } = search;
  const list = useList("/api/v1/campaigns", { limit: SHOWN, sort: "-created_at", ...(part ? { "name[contains]": part } : {}) });
  const any: Choice = { id: "", label: t("any") };
  const found = list.data?.map((one) => ({ id: one.id ?? "", label: one.name ?? "" }));
  return (
    <SearchCombobox
      small
      label={t("campaign")}
      search={search}
      choices={part ? found : [any, ...(found ?? [])]}
      hasMore={list.more.has}
      chosen={value ? { id: value, label: name ?? "…" } : any}
      onChange={({ id }) => onChange(id || undefined)}
    />
  );
}
