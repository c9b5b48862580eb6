import { useState } from "react";
import type { ItemOf } from "~/api/list";
import type { Problem } from "~/api/problem";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { FormProblem } from "~/ui/ErrorState";
import { errorClass, Form, TextField } from "~/ui/Field";
import { type Group, groupNames, groups, inOrder, kept } from "./events";
import { webhookMessages } from "./messages";
import styles from "./Webhooks.module.css";

export type Endpoint = ItemOf<"/api/v1/webhook-endpoints">;
export interface Wanted {
  url: string;
  description: string;
  events: string[];
}

function EventGroup({ name, chosen, onChange }: { name: Group; chosen: ReadonlySet<string>; onChange(chosen: Set<string>): void }) {
  const t = useMessages(webhookMessages);
  const turn = (event: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(event);
    else next.delete(event);
    onChange(next);
  };
  return (
    <fieldset className={styles["group"]}>
      <legend>{t(`g_${name}`)}</legend>
      {groups[name].map((event) => (
        <label key={event} className={styles["event"]} title={event}>
          <input type="checkbox" checked={chosen.has(event)} onChange={(change) => turn(event, change.currentTarget.checked)} />
          {t(`e_${event}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface Props {
  title: string;
  action: string;
  /** Of one that is there already. */
  before?: Endpoint | undefined;
  busy: boolean;
  problem: Problem | null;
  onClose(): void;
  onSave(wanted: Wanted): void;
}

export function EndpointForm({ title, action, before, busy, problem, onClose, onSave }: Props) {
  const t = useMessages(webhookMessages);
  const [all, setAll] = useState((before?.events ?? []).length === 0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(before?.events ?? []));
  const [asked, setAsked] = useState(false);
  const none = !all && inOrder(chosen).length === 0;
  const save = (url: string, description: string) => {
    setAsked(true);
    if (!none) onSave({ url: url.trim(), description: description.trim(), events: kept(all, chosen) });
  };
  const way = (every: boolean, label: string, hint?: string) => (
    <label className={styles["way"]}>
      <input type="radio" name="way" checked={all === every} onChange={() => setAll(every)} />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
  return (
    <Dialog open onClose={onClose} title={title}>
      <Form problem={problem} onSubmit={({ url = "", description = "" }) => save(url, description)}>
        <TextField name="url" type="url" label={t("url")} hint={t("urlHint")} defaultValue={before?.url ?? "https://"} maxLength={2000} required autoFocus spellCheck={false} />
        <TextField
          name="description"
          label={t("description")}
          hint={t("descriptionHint")}
          defaultValue={before?.description ?? ""}
          maxLength={200}
          autoComplete="off"
        />
        <fieldset className={styles["choice"]}>
          <legend>{t("events")}</legend>
          {way(true, t("all"), t("allHint"))}
          {way(false, t("some"))}
          {!all && (
            <div className={styles["groups"]}>
              {groupNames.map((name) => (
                <EventGroup key={name} name={name} chosen={chosen} onChange={setChosen} />
              ))}
            </div>
          )}
          {asked && none && (
            <p role="alert" className={errorClass}>
              {t("chooseOne")}
            </p>
          )}
        </fieldset>
        <FormProblem problem={problem} />
        <Button type="submit" kind="primary" busy={busy}>
          {action}
        </Button>
      </Form>
    </Dialog>
  );
}
