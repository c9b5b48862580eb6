// What a log shows, by kind, person and days; it stands in the address, and the file has the same.

import { useSearchParams } from "react-router";
import { api } from "~/api/client";
import { useLocale, useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Select } from "~/ui/Select";
import styles from "./DeedFilters.module.css";
import { type Asked, askedOf, deeds, isDeed } from "./filters";
import { deedMessages, filterMessages } from "./messages";

export function useDeedFilters(): { asked: Asked; any: boolean } {
  const [search] = useSearchParams();
  const asked = askedOf(search);
  return { asked, any: Object.keys(asked).length > 0 };
}

function Actors({ value, onChange }: { value: string; onChange(actor: string): void }) {
  const t = useMessages(deedMessages);
  const word = useMessages(filterMessages);
  const query = { params: { query: { limit: 200 } } };
  const people = api.useQuery("get", "/api/v1/users", query).data?.items ?? [];
  const keys = api.useQuery("get", "/api/v1/api-keys", query).data?.items ?? [];
  const known = [
    ...people.map(({ id, email }) => ({ value: id ?? "", label: email ?? "" })),
    ...keys.map(({ id, name }) => ({ value: id ?? "", label: t("key", { name: name ?? "" }) })),
    ...(["system", "provider", "unknown"] as const).map((actor) => ({ value: actor, label: t(actor) })),
  ];
  const stranger = value !== "" && !known.some((one) => one.value === value) ? [{ value, label: value }] : [];
  return (
    <Select
      small
      label={word("who")}
      value={value || "any"}
      choices={[{ value: "any", label: word("anybody") }, ...known, ...stranger]}
      onChange={(next) => onChange(next === "any" ? "" : next)}
    />
  );
}

/** `actors`: the log is of the account that is signed in, whose people and keys have names. */
export function DeedFilters({ actors }: { actors?: boolean }) {
  const t = useMessages(filterMessages);
  const deed = useMessages(deedMessages);
  const { language } = useLocale();
  const [search, setSearch] = useSearchParams();
  const { any } = useDeedFilters();
  const set = (name: string, value: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === "") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const type = search.get("type");
  const choices = deeds.map((value) => ({ value: value as string, label: deed(value) })).sort((a, b) => a.label.localeCompare(b.label, language));
  const day = (name: "from" | "to") => (
    <label className={styles["day"]}>
      <span>{t(name)}</span>
      <input type="date" value={search.get(name) ?? ""} onChange={(event) => set(name, event.currentTarget.value)} />
    </label>
  );
  return (
    <div className={styles["filters"]}>
      <Select
        small
        label={t("what")}
        value={isDeed(type) ? type : "any"}
        choices={[{ value: "any", label: t("anything") }, ...choices]}
        onChange={(next) => set("type", next === "any" ? "" : next)}
      />
      {actors && <Actors value={search.get("actor") ?? ""} onChange={(actor) => set("actor", actor)} />}
      {day("from")}
      {day("to")}
      {any && (
        <Button kind="quiet" small onClick={() => setSearch({}, { replace: true })}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
