import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api, once, type Schemas } from "~/api/client";
import { useList } from "~/api/list";
import { asProblem, type Problem } from "~/api/problem";
import { useSession } from "~/app/session";
import { useMay } from "~/app/useMay";
import { useMessages } from "~/i18n/locale";
import { Button } from "~/ui/Button";
import { FormProblem } from "~/ui/ErrorState";
import { Field, Fields, Form, TextArea, TextField } from "~/ui/Field";
import { Card, PageHeader } from "~/ui/Layout";
import { Notice } from "~/ui/Notice";
import { Select } from "~/ui/Select";
import { Loaded } from "~/ui/States";
import { say } from "~/ui/Toasts";
import { type Text, useDraft } from "./draft";
import { languageName, languages } from "./languages";
import { scriptMessages } from "./messages";
import { Preview } from "./Preview";
import { Rehearsal } from "./Rehearsal";
import styles from "./Script.module.css";
import { inserted } from "./text";
import { variablesOf } from "./variables";
import { Versions } from "./Versions";

type Script = Schemas["scripts"];

const textOf = (script: Script | undefined, country: string): Text => ({
  name: script?.name ?? "",
  language: script?.language || languages.find((code) => code.endsWith(country)) || "es-CO",
  opening: script?.opening ?? "",
  instructions: script?.instructions ?? "",
});

/** Names to put in: the columns of a sheet that was uploaded, and what the text has already. */
function Variables({ names, onPut }: { names: string[]; onPut(name: string): void }) {
  const t = useMessages(scriptMessages);
  return (
    <div className={styles["variables"]}>
      <span className="quiet">
        {names.length > 0 ? t("variablesHint") : t("variablesNone", { example: "{{nombre}}" })}
      </span>
      <div className={styles["chips"]}>
        {names.map((name) => (
          <button type="button" key={name} className={styles["put"]} onMouseDown={(event) => event.preventDefault()} onClick={() => onPut(name)}>
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

function useBatches() {
  const list = useList("/api/v1/batches", { limit: 20, sort: "-created_at", status: "committed" });
  return list.data ?? [];
}

interface EditorProps {
  script?: Script;
  busy: boolean;
  problem: Problem | null;
  /** Resolves when it is kept. */
  onSave(text: Text): Promise<void>;
}

function Editor({ script, busy, problem, onSave }: EditorProps) {
  const t = useMessages(scriptMessages);
  const may = useMay();
  const { account } = useSession();
  const kept = useDraft(`script:${account.id ?? ""}:${script?.id ?? "new"}`, textOf(script, account.country), script?.version ?? 0);
  const { text: draft, isChanged: changed, set } = kept;
  const [batch, setBatch] = useState<string>();
  const [after, setAfter] = useState(0);
  const [row, setRow] = useState(0);
  const saving = useRef(false);
  const batches = useBatches();
  const chosen = batches.find((one) => one.id === batch);
  const area = useRef<{ field: "opening" | "instructions"; from: number; to: number }>({ field: "instructions", from: 0, to: 0 });
  const mayEdit = may("edit_campaigns");
  const names = [...new Set([...(chosen?.columns ?? []).map((c) => c.variable ?? ""), ...variablesOf(draft.opening, draft.instructions)])].filter(
    (name) => name !== "",
  );

  /** Pressed twice, it is saved once: the second would be told that somebody changed it. */
  const save = async () => {
    if (saving.current) return;
    saving.current = true;
    await onSave(draft)
      .then(kept.forget, () => undefined)
      .finally(() => (saving.current = false));
  };
  useEffect(() => {
    if (!changed) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [changed]);

  const keep = (field: "opening" | "instructions") => (event: { currentTarget: HTMLTextAreaElement }) => {
    area.current = { field, from: event.currentTarget.selectionStart, to: event.currentTarget.selectionEnd };
  };
  const put = (name: string) => {
    const { field, from, to } = area.current;
    const next = inserted(draft[field], from, to, name);
    set({ [field]: next.text });
    area.current = { field, from: next.cursor, to: next.cursor };
  };

  return (
    <div className={styles["split"]}>
      <Card>
        <Form problem={problem} onSubmit={() => void save()}>
          <Fields>
            <TextField
              name="name"
              label={t("name")}
              required
              maxLength={200}
              readOnly={!mayEdit}
              value={draft.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Field name="language" label={t("language")}>
              <Select
                label={t("language")}
                value={draft.language}
                disabled={!mayEdit}
                choices={[...new Set([...languages, draft.language])].map((value) => ({ value, label: languageName(value, t) }))}
                onChange={(language) => set({ language })}
              />
            </Field>
          </Fields>
          <TextArea
            name="opening"
            label={t("opening")}
            hint={t("openingHint")}
            rows={2}
            maxLength={1000}
            readOnly={!mayEdit}
            value={draft.opening}
            onChange={(event) => set({ opening: event.currentTarget.value })}
            onSelect={keep("opening")}
          />
          <TextArea
            name="instructions"
            label={t("instructions")}
            hint={t("instructionsHint")}
            rows={14}
            required
            maxLength={60000}
            readOnly={!mayEdit}
            value={draft.instructions}
            onChange={(event) => set({ instructions: event.currentTarget.value })}
            onSelect={keep("instructions")}
          />
          {kept.isOvertaken && (
            <Notice role="needs" title={t("overtaken", { n: script?.revision ?? 0 })}>
              {t("overtakenText")}
            </Notice>
          )}
          <FormProblem problem={problem} />
          {mayEdit && (
            <div className={styles["save"]}>
              <Button type="submit" kind="primary" busy={busy} disabled={!changed}>
                {script ? t("save", { n: (script.revision ?? 1) + 1 }) : t("create")}
              </Button>
              {changed && (
                <Button kind="quiet" disabled={busy} onClick={kept.forget}>
                  {t("discard")}
                </Button>
              )}
              <span className="quiet" role="status">
                {changed ? t("leave") : script ? t("nothingChanged") : ""}
              </span>
            </div>
          )}
        </Form>
      </Card>
      <div className={styles["side"]}>
        {mayEdit && (
          <Card title={t("variables")}>
            <Field name="batch" label={t("fromBatch")}>
              <Select
                label={t("fromBatch")}
                value={batch ?? "none"}
                choices={[{ value: "none", label: t("noBatch") }, ...batches.map((one) => ({ value: one.id ?? "", label: one.file_name ?? "" }))]}
                onChange={(next) => {
                  setBatch(next === "none" ? undefined : next);
                  setAfter(0);
                }}
              />
            </Field>
            <Variables names={names} onPut={put} />
          </Card>
        )}
        {mayEdit && (
          <Preview
            opening={draft.opening}
            instructions={draft.instructions}
            batch={batch}
            after={after}
            onOtherRow={setAfter}
            onShown={setRow}
          />
        )}
        {script && <Versions script={script} />}
      </div>
      {mayEdit && (
        <div className={styles["rehearsal"]}>
          <Rehearsal opening={draft.opening} instructions={draft.instructions} batch={batch} row={row} />
        </div>
      )}
    </div>
  );
}

function NewScript() {
  const t = useMessages(scriptMessages);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const make = api.useMutation("post", "/api/v1/scripts");
  const save = async (draft: Text) => {
    const made = await make.mutateAsync({ body: draft, params: { header: once() } } as never);
    await cache.invalidateQueries({ queryKey: ["get", "/api/v1/scripts"] });
    say(t("made"));
    void navigate(`/scripts/${(made as Script).id ?? ""}`, { replace: true });
  };
  return (
    <>
      <PageHeader title={t("newTitle")} back={{ to: "/scripts", label: t("toList") }}>
        {t("answer")}
      </PageHeader>
      <Editor busy={make.isPending} problem={asProblem(make.error)} onSave={save} />
    </>
  );
}

function OldScript({ id }: { id: string }) {
  const t = useMessages(scriptMessages);
  const cache = useQueryClient();
  const script = api.useQuery("get", "/api/v1/scripts/{id}", { params: { path: { id } } });
  const change = api.useMutation("patch", "/api/v1/scripts/{id}");
  const save = async (draft: Text) => {
    const version = script.data?.version ?? 0;
    const saved = await change.mutateAsync({
      body: draft,
      params: { path: { id }, header: { "If-Match": `"${version}"` } },
    } as never);
    cache.setQueryData(["get", "/api/v1/scripts/{id}", { params: { path: { id } } }], saved);
    void cache.invalidateQueries({ queryKey: ["get"] });
    say(t("saved", { n: (saved as Script).revision ?? 0 }));
  };
  return (
    <Loaded query={script} height={480}>
      {(data) => (
        <>
          <PageHeader title={data.name} back={{ to: "/scripts", label: t("toList") }} />
          <Editor
            key={data.id}
            script={data}
            busy={change.isPending}
            problem={asProblem(change.error)}
            onSave={save}
          />
        </>
      )}
    </Loaded>
  );
}

export default function ScriptPage() {
  const { id } = useParams();
  return id === undefined ? <NewScript /> : <OldScript id={id} />;
}
