// What ScriptChoice.tsx loads when somebody opens it: the newest scripts, and any other by a part of its name.

import { useList } from "~/api/list";
import { useFormat, useMessages } from "~/i18n/locale";
import { SearchCombobox, useSearch } from "~/ui/SearchCombobox";
import { choiceMessages } from "./messages";
import type { ScriptChoiceProps } from "./ScriptChoice";

const SHOWN = 50;

export function ScriptChoiceList({ chosen, onChange }: ScriptChoiceProps) {
  const t = useMessages(choiceMessages);
  const format = useFormat();
  const search = useSearch();
  const { part } = search;
  const list = useList("/api/v1/scripts", { limit: SHOWN, sort: "-created_at", ...(part ? { "name[contains]": part } : {}) });
  return (
    <SearchCombobox
      label={t("script")}
      search={search}
      choices={list.data?.map(({ id, name, created_at }) => ({
        id: id ?? "",
        label: name ?? "",
        hint: created_at ? t("made", { day: format.date(created_at) }) : undefined,
      }))}
      hasMore={list.more.has}
      chosen={chosen ? { id: chosen.id, label: chosen.name } : null}
      placeholder={t("choose")}
      onChange={({ id }) => onChange(id)}
    />
  );
}
